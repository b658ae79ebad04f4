import { quoteSchema } from '../../../nodes/core/postgres/identifiers';
import { queryTimeline } from '../../../nodes/core/queryTimeline';
import { searchLeads } from '../../../nodes/core/searchLeads';
import { systemClock } from '../../../nodes/core/systemClock';
import type { TimelinePage } from '../../../nodes/core/timeline/timelinePage';
import type {
  TimelineFilters,
  TimelineSubject,
} from '../../../nodes/core/timeline/timelineRequest';
import { type ExplainedReads, openExplainedReads } from '../../support/explainedReads';
import { nodesOf, ofType, type PlanNode, rowsRead } from '../../support/planNodes';
import { requestFor } from '../../support/requestFor';
import { createTestDatabase, type TestDatabase } from '../../support/testDatabase';

let db: TestDatabase;
let reads: ExplainedReads;
const parts = () => ({ pool: reads.pool, schema: quoteSchema('public'), clock: systemClock });

interface Reading {
  readonly page: TimelinePage;
  readonly nodes: readonly PlanNode[];
}

/** A page of 20, and what was done for it inside the function. */
async function read(
  subject: TimelineSubject,
  filters: Partial<TimelineFilters> = {},
  cursor: string | null = null,
): Promise<Reading> {
  reads.take('');
  const page = await queryTimeline(requestFor(subject, filters, { limit: 20, cursor }), parts());
  const plans = reads.take('lead_activity_log');
  expect(plans).toHaveLength(1);
  return { page, nodes: plans.flatMap(nodesOf) };
}

const monthScans = (nodes: readonly PlanNode[]) =>
  nodes.filter((node) => node['Relation Name']?.startsWith('lead_activity_log') === true);
const reached = (nodes: readonly PlanNode[]) => nodes.filter((node) => node['Actual Loops'] > 0);
const monthOf = (timestamp: string) =>
  `lead_activity_log_y${timestamp.slice(0, 4)}m${timestamp.slice(5, 7)}`;

/** Events n = first to last, 8 minutes apart, of 20 leads and as many others. */
function insertEvents(first: number, last: number, start: string): Promise<unknown> {
  return db.query(`
    insert into lead_activity_log (id, event_type, event_category, lead_id, lead_airtable_id,
      lead_email, user_id, entity_id, visitor_token, session_id, execution_id, description, source,
      payload_hash, "timestamp")
    select (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '8000'
        || '8' || lpad(to_hex(n), 15, '0'))::uuid,
      case when n % 7 = 0 then 'INBOUND_REPLY' else 'MESSAGE_SENT' end, 'SMS',
      case when n % 3 = 0 then lpad((n % 20)::text, 32, '0')::uuid end,
      case when n % 3 = 1 then 'recPlan' || n % 20 end,
      case when n % 3 = 2 then 'lead' || n % 20 || '@plan.example' end,
      'user' || n % 20, 'entity' || n % 20, 'visitor' || n % 20, 'session' || n % 20,
      'run' || n / 40, 'SMS sent', 'n8n:7', '\\x00', at
    from generate_series(${first}, ${last}) n,
      lateral (select ${start} + n * interval '8 minutes' as at) t
    on conflict do nothing`);
}

/** 60,000 events over 12 months: scanning or sorting a month would be visible. */
beforeAll(async () => {
  db = await createTestDatabase();
  await db.query(`select register_event_type('MESSAGE_SENT', 'SMS')`);
  await db.query(`select register_event_type('INBOUND_REPLY', 'SMS')`);
  await db.query(`
    insert into leads (id, airtable_record_id, first_name, email)
    select lpad(n::text, 32, '0')::uuid, 'recPlan' || n,
      case n when 5 then 'Quentin' else 'Name' || n end, 'lead' || n || '@plan.example'
    from generate_series(0, 9999) n`);
  await insertEvents(1, 60000, `date_trunc('month', now()) - interval '11 months'`);
  await db.query('vacuum analyze');
  reads = await openExplainedReads(db);
});
afterAll(async () => {
  await reads.close();
  await db.drop();
});

const ordered: [string, TimelineSubject, RegExp][] = [
  ['lead', { kind: 'lead', by: 'airtableId', value: 'recPlan7' }, /lead|airtable|email/],
  ['entity', { kind: 'entity', value: 'entity7' }, /entity/],
  ['user', { kind: 'user', value: 'user7' }, /user/],
  ['visitor', { kind: 'visitor', value: 'visitor7' }, /visitor/],
  ['session', { kind: 'session', value: 'session7' }, /session/],
];
/** An execution's events are few and close together: they are fetched and then sorted. */
const execution: (typeof ordered)[number] = [
  'execution',
  { kind: 'execution', value: 'run7' },
  /execution/,
];
const subjects = [...ordered, execution];

describe('the plan of a timeline', () => {
  it.each(subjects)('reads months by the index that is made for it: %s', async (_, who, index) => {
    const { nodes, page } = await read(who);
    expect(page.events).toHaveLength(20);
    const scans = monthScans(nodes);
    expect(scans.length).toBeGreaterThan(0);
    for (const scan of scans) {
      expect(scan).toMatchObject({
        'Node Type': 'Index Scan',
        'Index Name': expect.stringMatching(index),
      });
    }
  });

  it.each(subjects)('reads few more rows than the page has: %s', async (_, who) => {
    const { nodes } = await read(who);
    const rows = monthScans(nodes).reduce((sum, node) => sum + rowsRead(node), 0);
    expect(rows).toBeLessThanOrEqual(3 * 21 + 40);
  });

  it.each(ordered)('leaves the months below a full page alone: %s', async (_, who) => {
    const { nodes, page } = await read(who);
    const oldest = monthOf(page.events.at(-1)?.timestamp ?? '');
    const names = reached(monthScans(nodes)).map((node) => node['Relation Name'] ?? '');
    expect(names).toContain(oldest);
    const below = names.filter((name) => /_y\d/.test(name) && name < oldest);
    // A lead is looked for in three ways, of which two may end a little below the page.
    expect(new Set(below).size).toBeLessThanOrEqual(who.kind === 'lead' ? 1 : 0);
    expect(names).not.toContain('lead_activity_log_past');
  });

  it.each(ordered)('sorts nothing but the merged pages of a lead: %s', async (_, who) => {
    const { nodes } = await read(who, { eventTypes: ['MESSAGE_SENT'] });
    const belowAppend = ofType(nodes, /^Append$/).flatMap((node) => nodesOf(node).slice(1));
    expect(belowAppend.length).toBeGreaterThan(0);
    expect(ofType(belowAppend, /Sort|Merge/)).toEqual([]);
    const sorts = ofType(nodes, /Sort/);
    expect(sorts).toHaveLength(who.kind === 'lead' ? 1 : 0);
    for (const sort of sorts) expect(sort['Actual Rows']).toBeLessThanOrEqual(21);
  });

  it.each(subjects)('does not even open the months outside the dates: %s', async (_, who) => {
    const { nodes } = await read(who, { after: '2001-01-01', before: '2001-02-01' });
    expect(new Set(monthScans(nodes).map((node) => node['Relation Name']))).toEqual(
      new Set(['lead_activity_log_past']),
    );
  });

  it('reads a page far back like the first one, and the way forward again', async () => {
    const [, who] = ordered[0]!;
    let cursor: string | null = null;
    for (let i = 0; i < 50; i++) cursor = (await read(who, {}, cursor)).page.nextCursor;
    const deep = await read(who, {}, cursor);
    const back = await read(who, {}, deep.page.previousCursor);
    for (const { nodes } of [deep, back]) {
      const rows = monthScans(nodes).reduce((sum, node) => sum + rowsRead(node), 0);
      expect(rows).toBeLessThanOrEqual(3 * 22 + 40);
    }
  });
});

describe('the plan that a connection keeps', () => {
  const inMonths = (months: number) => `date_trunc('month', now()) + interval '${months} months'`;
  /** As YYYY-MM. */
  const monthAt = async (time: string) =>
    (await db.query<{ month: string }>(`select to_char(${time}, 'YYYY-MM') as month`))[0]?.month ??
    '';

  /** The newest event is of that time, and every month that was reached was read by the index. */
  async function expectFoundByIndex({ nodes, page }: Reading, time: string, index: RegExp) {
    const month = await monthAt(time);
    expect(page.events[0]?.timestamp.slice(0, 7)).toBe(month);
    const scans = reached(monthScans(nodes));
    expect(scans.map((scan) => scan['Relation Name'])).toContain(monthOf(month));
    for (const scan of monthScans(nodes)) expect(scan['Index Name']).toMatch(index);
  }

  it.each(subjects)(
    'finds what is in a month that was added later: %s',
    async (kind, who, index) => {
      await read(who);
      const later = inMonths(14 + subjects.findIndex(([name]) => name === kind));
      await db.query(`select create_activity_months(now()::date, (${later})::date)`);
      await insertEvents(281, 319, later);
      await expectFoundByIndex(await read(who), later, index);
    },
  );

  it.each([
    [3, ...ordered[0]!],
    [4, ...execution],
  ] as const)(
    'reads a month by the index that was empty before: %s months ahead, %s',
    async (months, _, who, index) => {
      // As if the months that the other tests added were not there.
      const later = inMonths(months);
      const before = { before: (await monthAt(inMonths(months + 1))) + '-01' };
      await db.query('vacuum analyze lead_activity_log');
      await read(who, before);
      await insertEvents(281, 319, later);
      await expectFoundByIndex(await read(who, before), later, index);
    },
  );
});

describe('the search for leads', () => {
  const search = async (text: string) => {
    reads.take('');
    const query = { tenant: 'default', text, limit: 20, statementTimeout: 10_000 };
    const leads = await searchLeads(query, parts());
    return { leads, nodes: reads.take('leads').flatMap(nodesOf) };
  };

  it.each(['name123', 'LEAD123@PLAN', 'name123 plan.ex', 'qu', 'Q'])(
    'is one scan of the index of trigrams: %s',
    async (text) => {
      const { leads, nodes } = await search(text);
      expect(leads.length).toBeGreaterThan(0);
      expect(nodes.flatMap((node) => node['Index Name'] ?? [])).toEqual(['leads_search_idx']);
    },
  );
});
