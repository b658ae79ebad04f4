import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'pg';
import { EMBEDDED_MIGRATIONS } from '../../nodes/core/postgres/embeddedMigrations';
import { quoteSchema } from '../../nodes/core/postgres/identifiers';
import { migrationScript } from '../../nodes/core/postgres/migrationFile';
import { queryTimeline } from '../../nodes/core/queryTimeline';
import { searchLeads } from '../../nodes/core/searchLeads';
import { setUpDatabase } from '../../nodes/core/setUpDatabase';
import { systemClock } from '../../nodes/core/systemClock';
import { type Question, readEverything } from '../support/everyRead';
import { requestFor } from '../support/requestFor';
import { smsAt, storeEvents, storeLead } from '../support/storeEvents';
import { createEmptyDatabase, type TestDatabase } from '../support/testDatabase';
import { createTestRole } from '../support/testRole';

let database: TestDatabase;
beforeEach(async () => {
  database = await createEmptyDatabase();
});
afterEach(() => database.drop());

interface Warning {
  readonly message: string;
  readonly hint: string;
}

/** Applies migrations by their numbers, and gives the warnings that came with them. */
async function apply(
  from: number,
  to: number,
  connectionString = database.connectionString,
): Promise<Warning[]> {
  const client = new Client(connectionString);
  const warnings: Warning[] = [];
  client.on('notice', ({ severity, message, hint }) => {
    if (severity === 'WARNING') warnings.push({ message: message ?? '', hint: hint ?? '' });
  });
  await client.connect();
  try {
    for (const file of EMBEDDED_MIGRATIONS.filter(
      ({ version }) => version >= from && version <= to,
    ))
      await client.query(migrationScript(file, 'public'));
  } finally {
    await client.end();
  }
  return warnings;
}

const parts = (schema = 'public') => ({
  ...{ pool: database.pool, schema: quoteSchema(schema), clock: systemClock },
});
const search = (text: string) =>
  searchLeads({ tenant: 'default', text, limit: 10, statementTimeout: 10_000 }, parts());
const hasIndex = async (name: string) =>
  (await database.query('select from pg_indexes where indexname = $1', [name])).length === 1;

test('Events and leads that were there before are read after the update', async () => {
  await apply(1, 7);
  const id = await storeLead(database, { first_name: 'Early', email: 'early@reading.example' });
  const event = smsAt('2026-01-05T10:00:00Z', { lead_id: id });
  await storeEvents(database, [event]);

  expect(await apply(8, 8)).toEqual([]);

  const page = await queryTimeline(
    requestFor({ kind: 'lead', by: 'name', value: 'early' }),
    parts(),
  );
  expect(page.events.map((found) => found.id)).toEqual([event.id]);
});

test('Leads with name columns of other types and collations are searched by index', async () => {
  await database.query(
    `create extension citext;
     create table leads (id uuid primary key, first_name varchar(40) collate "C", last_name citext,
       email char(30) collate "POSIX")`,
  );
  await setUpDatabase(database.pool, { schema: 'public', clock: systemClock, dryRun: false });
  await database.query(
    `insert into leads values (gen_random_uuid(), 'Vera', 'Charlton', 'v@reading.example')`,
  );

  expect(await hasIndex('leads_search_idx')).toBe(true);
  expect(await hasIndex('leads_sort_idx')).toBe(true);
  expect(await search('CHARL vera v@read')).toMatchObject([{ firstName: 'Vera' }]);
});

test.each(['POSIX', 'en-x-icu'])(
  'Everything is read where the tenants of leads have the collation %s',
  async (collation) => {
    await database.query(
      `create table leads (id uuid primary key, tenant_id text collate "${collation}")`,
    );
    await setUpDatabase(database.pool, { schema: 'public', clock: systemClock, dryRun: false });
    const question = await storeWorld();
    await database.query('select link_leads()');

    const shown = await readEverything(question, parts());

    const empty = Object.entries(shown).filter(([, { count }]) => count === 0);
    expect(empty.map(([name]) => name)).toEqual([]);
  },
);

/** A lead of a tenant and events of it, and what finds them. */
async function storeWorld(): Promise<Question> {
  const known = { tenant: 'owner', email: 'w@reading.example', airtableId: 'recWorld' };
  const leadId = await storeLead(database, {
    ...{ tenant_id: known.tenant, first_name: 'Walter', email: known.email },
    airtable_record_id: known.airtableId,
  });
  const value = 'v';
  const columns = {
    ...{ tenant_id: known.tenant, description: 'word', entity_id: value, user_id: value },
    ...{ visitor_token: value, session_id: value, execution_id: value },
  };
  const linked = { ...columns, lead_id: leadId };
  const events = [
    smsAt('2026-01-20T10:00:00Z', linked),
    smsAt('2026-01-20T11:00:00Z', linked),
    smsAt('2026-01-20T12:00:00Z', { ...columns, lead_email: known.email }),
  ];
  await storeEvents(database, events);
  const said = { name: 'walt', word: 'word', value };
  return { ...known, ...said, leadId, eventId: events[0]!.id, statementTimeout: 30_000 };
}

test('The operator class of trigrams is found in whatever schema it lives', async () => {
  await database.query('create schema extensions; create extension pg_trgm schema extensions');
  await apply(1, 8);
  expect(await hasIndex('leads_search_idx')).toBe(true);
});

test('Without the extension leads are found all the same, and a warning names the cure', async () => {
  const role = await createTestRole(database);
  await database.query(`grant usage, create on schema public to ${role.name}`);

  const warnings = await apply(1, 8, role.connectionString);

  expect(warnings).toEqual([
    {
      message: expect.stringContaining('The extension pg_trgm cannot be created'),
      hint: expect.stringContaining('create extension pg_trgm'),
    },
  ]);
  await storeLead(database, { first_name: 'Slow' });
  expect(await search('slo')).toHaveLength(1);
  const cure = /create index.*;/.exec(warnings[0]?.hint ?? '')?.[0] ?? '';
  await database.query(`create extension pg_trgm; ${cure}`);
  expect(await hasIndex('leads_search_idx')).toBe(true);
  await role.drop();
});

test('Leads of another owner are found without an index, and that owner is told the cure', async () => {
  await apply(1, 7);
  const role = await createTestRole(database);
  await database.query(
    `create extension pg_trgm;
     grant usage, create on schema public to ${role.name};
     alter table activity_log_migration owner to ${role.name};
     alter table lead_activity_log owner to ${role.name};
     grant select on leads to ${role.name}`,
  );

  const warnings = await apply(8, 8, role.connectionString);

  expect(warnings.map(({ message }) => message)).toEqual([
    expect.stringContaining('has another owner'),
    expect.stringContaining('has another owner'),
  ]);
  for (const { hint } of warnings) expect(hint).toContain(' on public.leads ');
  for (const { hint } of warnings) await database.query(/create index.*;/.exec(hint)?.[0] ?? '');
  expect(await hasIndex('leads_search_idx')).toBe(true);
  expect(await hasIndex('leads_sort_idx')).toBe(true);
  await role.drop();
});

test('Two logs in one database have timelines of their own', async () => {
  for (const schema of ['public', 'My "other" log']) {
    await setUpDatabase(database.pool, { schema, clock: systemClock, dryRun: false });
  }
  const event = smsAt('2026-01-05T10:00:00Z', { user_id: 'u' });
  await storeEvents(database, [event]);
  const request = requestFor({ kind: 'user', value: 'u' });
  expect((await queryTimeline(request, parts())).events).toHaveLength(1);
  expect((await queryTimeline(request, parts('My "other" log'))).events).toEqual([]);
});

test('The call that the README of the migrations shows gives the timeline of a lead', async () => {
  await setUpDatabase(database.pool, { schema: 'public', clock: systemClock, dryRun: false });
  const readme = await readFile(join(__dirname, '../../migrations/README.md'), 'utf8');
  const call = /```sql\n(.*?activity_timeline_of_lead.*?)```/s.exec(readme)?.[1] ?? '';
  const columns = { lead_email: 'john@example.com' };
  await storeEvents(database, [
    smsAt('2026-01-31T23:59:59Z', columns),
    smsAt('2026-02-01T00:00:00Z', columns),
  ]);

  const events = await database.query<{ timestamp: Date }>(call);

  expect(events.map(({ timestamp }) => timestamp.toISOString())).toEqual([
    '2026-01-31T23:59:59.000Z',
  ]);
});
