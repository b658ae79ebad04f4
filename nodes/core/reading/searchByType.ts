import { findPresentTypes } from '../postgres/statements/findPresentTypes';
import { listEventTypes } from '../postgres/statements/listEventTypes';
import { searchByTime, type SearchSource } from './searchByTime';
import type { EventScope } from '../timeline/eventFilters';
import type { Reading, SearchHit } from '../timeline/searchOrder';

/** Reads events type by type, as far as the page goes. */
export async function searchByType(
  source: SearchSource,
  scope: EventScope,
  { after, values, times, limit }: Reading,
): Promise<SearchHit[]> {
  const hits: SearchHit[] = [];
  const names = (await typesOf(source, scope)).sort(byBytes);
  for (const name of values === 'ascending' ? names : names.reverse()) {
    if (hits.length >= limit) break;
    if (after !== null && isPassed(name, after.value, values)) continue;
    const events = await searchByTime(source, {
      scope: { ...scope, eventTypes: [name] },
      after: name === after?.value ? after : null,
      times,
      leadless: false,
      limit: limit - hits.length,
    });
    hits.push(...events.map((event) => ({ event, value: name })));
  }
  return hits;
}

async function typesOf({ db, schema }: SearchSource, scope: EventScope): Promise<string[]> {
  const known = await listEventTypes(db, schema);
  const types = scope.eventTypes ?? known.map((type) => type.name);
  return findPresentTypes(db, schema, { scope, types });
}

function isPassed(name: string, value: string | null, direction: Reading['values']): boolean {
  const compared = byBytes(name, value ?? '');
  return direction === 'ascending' ? compared < 0 : compared > 0;
}

/** As PostgreSQL sorts texts under collation C. */
function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
