import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { EVENT_CATEGORIES, type RegisteredEventType } from '../core/catalog/eventTypeDefinition';
import { EVENT_TYPES } from '../core/catalog/eventTypes';
import { registeredTypesOf } from '../n8n/registeredTypes';

interface Listed {
  readonly name: string;
  readonly label: string;
  readonly category: string;
}

/**
 * Event types for the panel, grouped by category: the built-in ones, then those that are
 * registered in the database, when it can be asked.
 */
export async function searchEventTypes(
  this: ILoadOptionsFunctions,
  filter?: string,
): Promise<INodeListSearchResult> {
  const registered = (await registeredTypesOf(this)) ?? new Map<string, RegisteredEventType>();
  const builtIn = new Set(EVENT_TYPES.map(({ name }) => name));
  const custom = [...registered.values()]
    .filter(({ name }) => !builtIn.has(name))
    .map(({ name, category }) => ({ name, category, label: name }));
  const types: Listed[] = [...EVENT_TYPES, ...custom];
  const wanted = (filter ?? '').toLowerCase();
  const results = types
    .filter(({ name, label, category }) =>
      `${name} ${label} ${category}`.toLowerCase().includes(wanted),
    )
    .sort((one, other) => rank(one.category) - rank(other.category))
    .map(({ name, label, category }) => ({ name: `${category} · ${label}`, value: name }));
  return { results };
}

/** Categories in the catalog's order, unknown ones last; sorting is stable within each. */
function rank(category: string): number {
  const index = (EVENT_CATEGORIES as readonly string[]).indexOf(category);
  return index === -1 ? EVENT_CATEGORIES.length : index;
}
