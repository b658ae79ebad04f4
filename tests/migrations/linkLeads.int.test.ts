import { linkArrivedLeads } from '../../nodes/core/maintainDatabase';
import { systemClock } from '../../nodes/core/systemClock';
import { type EventRow, insertEvent, registerTestEventType } from '../support/insertEvent';
import { createTestDatabase, type TestDatabase } from '../support/testDatabase';

const AT = '2026-01-15T12:00:00.000Z';

let database: TestDatabase;
beforeEach(async () => {
  database = await createTestDatabase();
  await registerTestEventType(database);
});
afterEach(() => database.drop());

interface LeadRow {
  readonly tenantId?: string;
  readonly airtableId?: string;
  readonly email?: string;
  readonly lastActivityAt?: string;
}

async function addLead(lead: LeadRow): Promise<string> {
  const rows = await database.query<{ id: string }>(
    `insert into leads (tenant_id, airtable_record_id, email, last_activity_at)
     values ($1, $2, $3, $4) returning id`,
    [
      lead.tenantId ?? null,
      lead.airtableId ?? null,
      lead.email ?? null,
      lead.lastActivityAt ?? null,
    ],
  );
  return rows.map(({ id }) => id).join();
}

function link(): Promise<number> {
  return linkArrivedLeads(database.pool, { schema: 'public', clock: systemClock });
}

async function leadOf(id: string): Promise<string | null | undefined> {
  const rows = await database.query<{ lead_id: string | null }>(
    'select lead_id from lead_activity_log where id = $1',
    [id],
  );
  return rows[0]?.lead_id;
}

test('Events find the lead that arrives after them, by Airtable id and by email', async () => {
  const byAirtableId = await insertEvent(database, { leadAirtableId: 'recA' });
  const byEmail = await insertEvent(database, { leadEmail: 'ann@example.com' });
  const unrelated = await insertEvent(database, { leadAirtableId: 'recZ' });
  expect(await link()).toBe(0);
  const lead = await addLead({ airtableId: 'recA', email: '  Ann@Example.COM ' });

  expect(await link()).toBe(2);

  expect(await leadOf(byAirtableId)).toBe(lead);
  expect(await leadOf(byEmail)).toBe(lead);
  expect(await leadOf(unrelated)).toBeNull();
  expect(await link()).toBe(0);
});

test('An email that several leads share links nothing', async () => {
  const id = await insertEvent(database, { leadEmail: 'ann@example.com' });
  await addLead({ email: 'ann@example.com' });
  await addLead({ email: 'ANN@example.com' });

  expect(await link()).toBe(0);
  expect(await leadOf(id)).toBeNull();
});

test.each<[string, EventRow]>([
  ['Airtable id', { leadAirtableId: 'recA' }],
  ['email', { leadEmail: 'ann@example.com' }],
])('A lead of another tenant is not found by %s', async (_by, row) => {
  const foreign = await insertEvent(database, { ...row, tenantId: 'acme' });
  const own = await insertEvent(database, { ...row, tenantId: 'globex' });
  const lead = await addLead({ tenantId: 'globex', airtableId: 'recA', email: 'ann@example.com' });

  expect(await link()).toBe(1);

  expect(await leadOf(foreign)).toBeNull();
  expect(await leadOf(own)).toBe(lead);
});

test('The email does not overrule an Airtable id that is not known', async () => {
  const id = await insertEvent(database, { leadAirtableId: 'recZ', leadEmail: 'ann@example.com' });
  await addLead({ email: 'ann@example.com' });

  expect(await link()).toBe(0);
  expect(await leadOf(id)).toBeNull();
});

test.each([
  ['moves forward to the newest event', {}, AT],
  [
    'never moves backwards',
    { lastActivityAt: '2026-02-01T00:00:00.000Z' },
    '2026-02-01T00:00:00.000Z',
  ],
])('The last activity of a linked lead %s', async (_what, lead: LeadRow, expected) => {
  await insertEvent(database, { leadAirtableId: 'recA', at: '2025-12-01T00:00:00.000Z' });
  await insertEvent(database, { leadAirtableId: 'recA', at: AT });
  await addLead({ ...lead, airtableId: 'recA' });

  await link();

  const rows = await database.query<{ last_activity_at: Date }>('select * from leads');
  expect(rows.map((row) => row.last_activity_at.toISOString())).toEqual([expected]);
});

test('The last activity never moves into the future', async () => {
  await insertEvent(database, { leadAirtableId: 'recA', at: '2091-01-01T00:00:00.000Z' });
  await addLead({ airtableId: 'recA' });

  await link();

  const rows = await database.query('select last_activity_at <= now() as past from leads');
  expect(rows).toEqual([{ past: true }]);
});

test('More events than fit into one transaction are all linked', async () => {
  await database.query(
    `insert into lead_activity_log (id, event_type, event_category, lead_airtable_id, description,
       source, payload_hash, "timestamp")
     select overlay(activity_id_floor(at)::text placing lpad(to_hex(n), 12, '0') from 25)::uuid,
       'TEST_EVENT', 'SYSTEM', 'recA', 'Something happened', 'ui:test', '', at
     from generate_series(1, 6000) n, (values ('2026-01-15T12:00:00Z'::timestamptz)) t (at)`,
  );
  await addLead({ airtableId: 'recA' });

  expect(await link()).toBe(6000);
});
