import { quoteSchema } from '../../nodes/core/postgres/identifiers';
import { searchEvents } from '../../nodes/core/searchEvents';
import { systemClock } from '../../nodes/core/systemClock';
import type { FilterRequest } from '../../nodes/core/timeline/filterRequest';
import type { SortBy, TotalWanted } from '../../nodes/core/timeline/searchRequest';
import { searchFor } from '../support/searchFor';
import { createTestDatabase, type TestDatabase } from '../support/testDatabase';

let db: TestDatabase;
/** 10,000 events of type MESSAGE_SENT and one more of OPT_OUT, a minute apart. */
beforeAll(async () => {
  db = await createTestDatabase();
  await db.query(`select register_event_type(name, 'SMS') from unnest($1::text[]) name`, [
    ['MESSAGE_SENT', 'OPT_OUT'],
  ]);
  await db.query(`
    insert into leads (id, tenant_id, last_name)
    select lpad(n::text, 32, '0')::uuid, 'default', 'Name' || n from generate_series(0, 49) n`);
  await db.query(`
    insert into lead_activity_log (id, event_type, event_category, lead_id, description, source,
      payload_hash, "timestamp")
    select (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '8000'
        || '8' || lpad(to_hex(n), 15, '0'))::uuid,
      case n when 0 then 'OPT_OUT' else 'MESSAGE_SENT' end, 'SMS',
      case when n % 60 < 50 then lpad((n % 60)::text, 32, '0')::uuid end, 'SMS sent', 'n8n:7',
      '\\x00', at
    from generate_series(0, 10000) n,
      lateral (select now() - n * interval '1 minute' as at) t`);
  await db.query('analyze');
});
afterAll(() => db.drop());

const search = (filters: Partial<FilterRequest>, page: Parameters<typeof searchFor>[1] = {}) =>
  searchEvents(searchFor(filters, page), {
    pool: db.pool,
    schema: quoteSchema('public'),
    clock: systemClock,
  });
const totalOf = async (total: TotalWanted, filters: Partial<FilterRequest> = {}) =>
  (await search(filters, { total, limit: 1 })).total;

describe('the total of a search', () => {
  it('is not asked for unless wanted', async () => {
    expect(await totalOf('none')).toBeNull();
  });

  it('ends at 10,000 when capped, and says so', async () => {
    expect(await totalOf('capped')).toEqual({ count: 10_000, precision: 'atLeast' });
  });

  it('is exact when 10,000 are all there are', async () => {
    const total = await totalOf('capped', { eventTypes: ['MESSAGE_SENT'] });
    expect(total).toEqual({ count: 10_000, precision: 'exact' });
  });

  it('counts all of them when exact', async () => {
    expect(await totalOf('exact')).toEqual({ count: 10_001, precision: 'exact' });
  });

  it('is near and never said to be exact when estimated', async () => {
    const total = await totalOf('estimated');
    expect(total?.precision).toBe('estimated');
    expect(Math.abs((total?.count ?? 0) - 10_001)).toBeLessThan(1000);
  });

  it('is counted when the statistics take it for few', async () => {
    const total = await totalOf('estimated', { eventTypes: ['OPT_OUT'] });
    expect(total).toEqual({ count: 1, precision: 'exact' });
  });
});

describe('a search that is sorted', () => {
  it.each<SortBy>(['lead', 'type'])(
    'by %s goes through more than 10,000 events in the order of fewer, and back',
    async (sortBy) => {
      const many = { sortBy, direction: 'ascending', limit: 1000 } as const;
      const ids: string[] = [];
      const cursors: (string | null)[] = [];
      let cursor: string | null = null;
      do {
        cursors.push(cursor);
        const page: Awaited<ReturnType<typeof search>> = await search({}, { ...many, cursor });
        ids.push(...page.events.map((event) => event.id));
        cursor = page.nextCursor;
      } while (cursor !== null);
      const key = sortBy === 'lead' ? 'l.last_name || l.id' : 'e.event_type';
      const rows = await db.query<{ id: string }>(
        `select e.id from lead_activity_log e left join leads l on l.id = e.lead_id
         order by lower(${key}) collate "C", e.id desc`,
      );
      expect(ids).toEqual(rows.map((row) => row.id));
      const third = await search({}, { ...many, cursor: cursors[2] ?? null });
      const second = await search({}, { ...many, cursor: third.previousCursor });
      expect(second.events.map((event) => event.id)).toEqual(ids.slice(1000, 2000));
    },
  );
});
