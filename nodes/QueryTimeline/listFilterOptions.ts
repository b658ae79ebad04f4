import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';
import { EVENT_CATEGORIES } from '../core/catalog/eventTypeDefinition';
import { allEventTypes } from '../core/catalog/allEventTypes';
import { registeredTypesOf } from '../n8n/registeredTypes';

/** Event types for the panel, those of the database too when it can be asked. */
export async function getEventTypes(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
  const registered = await registeredTypesOf(this);
  return allEventTypes(registered?.values() ?? []).map(
    ({ name, label, category, description }) => ({
      name: `${category} · ${label}`,
      value: name,
      ...(description === null ? {} : { description }),
    }),
  );
}

/** Categories for the panel, likewise. */
export async function getCategories(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
  const registered = [...((await registeredTypesOf(this))?.values() ?? [])];
  const categories = [...EVENT_CATEGORIES, ...registered.map(({ category }) => category)];
  return [...new Set<string>(categories)].map((category) => ({ name: category, value: category }));
}
