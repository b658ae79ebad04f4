import { quoteSchema } from '../../../nodes/core/postgres/identifiers';
import { readInTransaction } from '../../../nodes/core/reading/readTransaction';
import { type ResolvedFilters, resolveFilters } from '../../../nodes/core/reading/resolveFilters';
import { systemClock } from '../../../nodes/core/systemClock';
import type { FilterRequest } from '../../../nodes/core/timeline/filterRequest';
import { planFilters } from '../../../nodes/core/timeline/planFilters';
import { storeLead } from '../../support/storeEvents';
import { createTestDatabase, type TestDatabase } from '../../support/testDatabase';
import { noFilters } from '../../support/noFilters';

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());

function resolve(filters: Partial<FilterRequest>): Promise<ResolvedFilters> {
  const parts = { pool: db.pool, schema: quoteSchema('public'), clock: systemClock };
  const request = { ...noFilters('clinic'), ...filters };
  const planned = planFilters(request, { timeZone: 'UTC', now: new Date() });
  return readInTransaction(parts, 10_000, (connection) =>
    resolveFilters(connection, parts.schema, planned),
  );
}
const codes = ({ notices }: ResolvedFilters) => notices.map(({ code }) => code);

describe('the lead of a search', () => {
  it('stands for everything that its events may be stored under', async () => {
    const id = await storeLead(db, {
      tenant_id: 'clinic',
      airtable_record_id: 'recResolve1',
      email: ' John@Resolve.example ',
      first_name: 'John',
      last_name: 'Resolvable',
    });
    const leadKeys = {
      leadIds: [id],
      airtableIds: ['recResolve1'],
      emails: ['john@resolve.example'],
    };
    for (const lead of [id, 'recResolve1', 'JOHN@resolve.example', 'resolvab']) {
      const resolved = await resolve({ lead });
      expect(resolved.scope.leadKeys).toEqual(leadKeys);
      expect(resolved.notices).toEqual([]);
    }
  });

  it.each([
    ['an unknown UUID finds nothing', '5f0c2e4a-8d1b-4c55-9a53-0f4f2f6f1a10', [], []],
    ['an unknown record id finds what is logged under it', 'recNobody', ['recNobody'], []],
    ['an unknown email, too', 'nobody@resolve.example', [], ['nobody@resolve.example']],
    ['an unknown name finds nothing', 'nobody at all', [], []],
  ])('is looked for without an error: %s', async (_, lead, airtableIds, emails) => {
    const resolved = await resolve({ lead });
    expect(resolved.scope.leadKeys).toEqual({ leadIds: [], airtableIds, emails });
    expect(codes(resolved)).toEqual(['lead_not_found']);
    expect(resolved.notices[0]?.message).not.toContain(lead);
  });

  it('is not found in another tenant, but if it belongs to none or to one of several', async () => {
    const id = await storeLead(db, { tenant_id: 'elsewhere', last_name: 'Foreigner' });
    const shared = await storeLead(db, { last_name: 'Sharedperson' });
    for (const lead of [id, 'Foreigner']) {
      expect((await resolve({ lead })).scope.leadKeys?.leadIds).toEqual([]);
      const tenants = ['clinic', 'elsewhere'];
      expect((await resolve({ lead, tenants })).scope.leadKeys?.leadIds).toEqual([id]);
    }
    expect((await resolve({ query: 'Foreigner' })).scope.textLeadIds).toEqual([]);
    for (const lead of [shared, 'Sharedperson']) {
      expect((await resolve({ lead })).scope.leadKeys?.leadIds).toEqual([shared]);
    }
  });

  it('may be several with one email, which is said', async () => {
    const columns = { tenant_id: 'clinic', email: 'twins@resolve.example' };
    const ids = [await storeLead(db, columns), await storeLead(db, columns)].sort();
    const resolved = await resolve({ lead: 'twins@resolve.example' });
    expect(resolved.scope.leadKeys?.leadIds).toEqual(ids);
    expect(resolved.notices).toEqual([
      { code: 'several_leads', message: expect.stringMatching(/^2 leads/) },
    ]);
  });
});

describe('a type or category that is not known', () => {
  it.each([
    [{ query: 'type:MESAGE_SENT' }, 'Filters: Event Type Names or IDs or in Query is not known'],
    [{ eventTypes: ['MESAGE_SENT'] }, 'Names or IDs or in Query is not known'],
    [{ query: 'category:SMSS' }, 'Filters: Category Names or IDs or in Query is not known'],
  ])('is not blamed on the filter alone: %j', async (filters, words) => {
    await expect(resolve(filters)).rejects.toThrow(words);
  });
});

describe('the words of a search', () => {
  it('find leads by name, too', async () => {
    const id = await storeLead(db, { tenant_id: 'clinic', first_name: 'Zeno', last_name: 'Quill' });
    const { scope, notices } = await resolve({ query: 'quill zeno -stop' });
    expect([scope.textLeadIds, notices]).toEqual([[id], []]);
  });

  it.each(['the', 'will and the', '"of the"'])('are said to be too frequent: %s', async (query) => {
    expect(codes(await resolve({ query }))).toEqual(['only_stop_words']);
  });

  it.each(['-the', 'the consultation', ''])(
    'are not said to be too frequent: %s',
    async (query) => {
      expect(codes(await resolve({ query }))).toEqual([]);
    },
  );

  it('follow the most recently active 10,000 leads, and say what was left out', async () => {
    await db.query(`
      insert into leads (tenant_id, last_name, last_activity_at)
      select 'crowd', 'Crowdperson', timestamptz '2026-01-01' + n * interval '1 second'
      from generate_series(1, 10001) n`);
    const [oldest] = await db.query<{ id: string }>(
      `select id from leads where tenant_id = 'crowd' order by last_activity_at limit 1`,
    );
    const byText = await resolve({ tenants: ['crowd'], query: 'crowdperson' });
    expect(byText.scope.textLeadIds).toHaveLength(10_000);
    expect(byText.scope.textLeadIds).not.toContain(oldest?.id);
    expect(codes(byText)).toEqual(['too_many_leads']);
    const byLead = await resolve({ tenants: ['crowd'], lead: 'crowdperson' });
    expect(byLead.scope.leadKeys?.leadIds).toHaveLength(10_000);
    expect(codes(byLead)).toEqual(['too_many_leads']);
  });
});

describe('a type or category', () => {
  it('that nothing was ever logged under is refused with the nearest name', async () => {
    await expect(resolve({ eventTypes: ['MESSAGE_SEND'] })).rejects.toMatchObject({
      code: 'unknown_event_type',
      hint: expect.stringContaining('MESSAGE_SENT'),
    });
  });

  it('that only the database knows is taken', async () => {
    await db.query(`select register_event_type('DOOR_OPENED', 'BUILDING')`);
    const filters = { eventTypes: ['DOOR_OPENED'], categories: ['BUILDING'] };
    expect((await resolve(filters)).scope).toMatchObject(filters);
  });
});
