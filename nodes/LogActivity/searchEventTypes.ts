import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { allEventTypes } from '../core/catalog/allEventTypes';
import { registeredTypesOf } from '../n8n/registeredTypes';

/** Event types for the panel, those of the database too when it can be asked. */
export async function searchEventTypes(
  this: ILoadOptionsFunctions,
  filter?: string,
): Promise<INodeListSearchResult> {
  const registered = await registeredTypesOf(this);
  const wanted = (filter ?? '').toLowerCase();
  const results = allEventTypes(registered?.values() ?? [])
    .filter(({ name, label, category }) =>
      `${name} ${label} ${category}`.toLowerCase().includes(wanted),
    )
    .map(({ name, label, category }) => ({ name: `${category} · ${label}`, value: name }));
  return { results };
}
