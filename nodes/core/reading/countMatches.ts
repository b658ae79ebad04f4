import { countEvents } from '../postgres/statements/countEvents';
import { estimateEvents } from '../postgres/statements/estimateEvents';
import type { SearchSource } from './searchByTime';
import type { EventScope } from '../timeline/eventFilters';
import type { Total } from '../timeline/searchPage';
import { COUNT_CAP, type TotalWanted } from '../timeline/searchRequest';

/** How many events a scope holds, as exactly as is asked for. Null when nobody asks. */
export async function countMatches(
  source: SearchSource,
  scope: EventScope,
  wanted: TotalWanted,
): Promise<Total | null> {
  switch (wanted) {
    case 'none':
      return null;
    case 'capped':
      return countCapped(source, scope);
    case 'exact': {
      const count = await countEvents(source.db, source.schema, { scope, limit: null });
      return { count, precision: 'exact' };
    }
    case 'estimated':
      return estimate(source, scope);
  }
}

/** Counts to 10,000; one more tells that there are more. */
export async function countCapped({ db, schema }: SearchSource, scope: EventScope): Promise<Total> {
  const count = await countEvents(db, schema, { scope, limit: COUNT_CAP + 1 });
  if (count <= COUNT_CAP) return { count, precision: 'exact' };
  return { count: COUNT_CAP, precision: 'atLeast' };
}

/** What the statistics take for few is counted: there they are least to be trusted. */
async function estimate(source: SearchSource, scope: EventScope): Promise<Total> {
  const count = await estimateEvents(source.db, source.schema, scope);
  return count < COUNT_CAP ? countCapped(source, scope) : { count, precision: 'estimated' };
}
