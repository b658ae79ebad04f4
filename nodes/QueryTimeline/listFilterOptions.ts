import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';
import { EVENT_CATEGORIES } from '../core/catalog/eventTypeDefinition';
import { EVENT_TYPES } from '../core/catalog/eventTypes';
import { registeredTypesOf } from '../n8n/registeredTypes';

/** Event types for the panel: the built-in ones, then those registered in the database alone. */
export async function getEventTypes(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
  const builtIn = EVENT_TYPES.map(({ name, label, category, description }) => ({
    name: `${category} · ${label}`,
    value: name,
    description,
  }));
  const known = new Set(EVENT_TYPES.map(({ name }) => name));
  const custom = [...((await registeredTypesOf(this))?.values() ?? [])]
    .filter(({ name }) => !known.has(name))
    .map(({ name, category }) => ({ name: `${category} · ${name}`, value: name }));
  return [...builtIn, ...custom];
}

/** Categories for the panel, likewise. */
export async function getCategories(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
  const registered = [...((await registeredTypesOf(this))?.values() ?? [])];
  const categories = [...EVENT_CATEGORIES, ...registered.map(({ category }) => category)];
  return [...new Set<string>(categories)].map((category) => ({ name: category, value: category }));
}
