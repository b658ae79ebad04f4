import { quoteSchema } from '../../nodes/core/postgres/identifiers';
import { exportStatement } from '../../nodes/core/postgres/statements/exportEvents';
import { planForStream } from '../../nodes/core/postgres/statements/planForStream';
import type { EventScope } from '../../nodes/core/timeline/eventFilters';
import { planFilters } from '../../nodes/core/timeline/planFilters';
import { createTestDatabase, type TestDatabase } from '../support/testDatabase';
import { noFilters } from '../support/noFilters';

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly Plans?: readonly PlanNode[];
}

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
  await insertEvents(monthFromNow(-10), 20_000);
  await db.query('vacuum analyze lead_activity_log');
  await insertEvents(NEW_MONTH, 2000);
});
afterAll(() => db.drop());

/** Its statistics still say that it is empty. */
const NEW_MONTH = monthFromNow(1);

/** The first instant of a month. */
function monthFromNow(months: number): string {
  const now = new Date();
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + months)).toISOString();
}

/** Events of three tenants, a quarter of an hour apart. */
async function insertEvents(start: string, count: number): Promise<void> {
  await db.query(
    `insert into lead_activity_log (tenant_id, id, event_type, event_category, description,
       message_content, source, payload_hash, "timestamp")
     select 'tenant-' || i % 3, (lpad(to_hex(ms), 12, '0') || '8' || lpad(to_hex(i), 19, '8'))::uuid,
       case when i % 2 = 0 then 'MESSAGE_SENT' else 'INBOUND_REPLY' end, 'SMS', 'sent',
       repeat('some text ', 20), 'n8n:1', '\\x00', to_timestamp(ms / 1000.0)
     from generate_series(1, ${count}) i
     cross join lateral (
       select (extract(epoch from timestamptz '${start}') * 1000)::bigint + i * 900000::bigint as ms
     ) at`,
  );
}

/** The nodes of a plan as the transaction of an export makes it, from the top. */
async function planOf(filters: Partial<ReturnType<typeof noFilters>>): Promise<PlanNode[]> {
  const calendar = { timeZone: 'UTC', now: new Date('2026-11-01T00:00:00Z') };
  const { lead: _, ...rest } = planFilters({ ...noFilters('tenant-0'), ...filters }, calendar);
  const scope: EventScope = { ...rest, leadKeys: null, textLeadIds: [] };
  const copy = exportStatement(quoteSchema('public'), scope, 'csv');
  const [, query = ''] = /copy \(([^]*)\) to stdout/.exec(copy) ?? [];
  const client = await db.pool.connect();
  try {
    await client.query('begin');
    await planForStream(client);
    const { rows } = await client.query(`explain (format json) ${query}`);
    const [row] = rows as { 'QUERY PLAN': [{ Plan: PlanNode }] }[];
    return row === undefined ? [] : nodesOf(row['QUERY PLAN'][0].Plan);
  } finally {
    await client.query('rollback');
    client.release();
  }
}

function nodesOf(plan: PlanNode): PlanNode[] {
  return [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];
}

describe('the plan of an export', () => {
  it.each([
    ['everything', {}],
    ['one type', { eventTypes: ['MESSAGE_SENT'] }],
    ['several tenants', { tenants: ['tenant-0', 'tenant-1', 'tenant-2'] }],
  ])('of %s begins at the newest month and sorts nothing', async (_, filters) => {
    const nodes = await planOf(filters);
    expect(nodes.filter((node) => node['Node Type'].includes('Sort'))).toEqual([]);
    const months = nodes.flatMap(
      (node) => /_y(\d{4}m\d\d)$/.exec(node['Relation Name'] ?? '')?.[1] ?? [],
    );
    expect(months).toContain(NEW_MONTH.slice(0, 7).replace('-', 'm'));
    const scans = nodes.filter((node) => /_y\d{4}m\d\d$/.test(node['Relation Name'] ?? ''));
    expect(scans.filter((node) => !node['Node Type'].startsWith('Index'))).toEqual([]);
    const perTenant = months.slice(0, new Set(months).size);
    expect(perTenant.length).toBeGreaterThan(12);
    expect(perTenant).toEqual([...perTenant].sort().reverse());
  });

  it('of a few events of several tenants reads every month once', async () => {
    const nodes = await planOf({
      tenants: ['tenant-0', 'tenant-1', 'tenant-2'],
      executionId: '28973',
    });
    const months = nodes.flatMap((node) => /_y\d{4}m\d\d$/.exec(node['Relation Name'] ?? '') ?? []);
    expect(months.length).toBeGreaterThan(12);
    expect(new Set(months).size).toBe(months.length);
  });
});
