import { join } from 'node:path';
import type { WritableEvent } from '../../nodes/core/activity/activityEvent';
import { maintainDatabase } from '../../nodes/core/maintainDatabase';
import { quoteSchema } from '../../nodes/core/postgres/identifiers';
import type { PostgresPool } from '../../nodes/core/postgres/pool';
import { findStoredHashes } from '../../nodes/core/postgres/statements/findStoredHashes';
import { insertEvents } from '../../nodes/core/postgres/statements/insertEvents';
import { setUpDatabase } from '../../nodes/core/setUpDatabase';
import { systemClock } from '../../nodes/core/systemClock';
import { readEverything } from '../support/everyRead';
import { idAt, insertEvent, registerTestEventType } from '../support/insertEvent';
import { makeEnriched } from '../support/makeEvents';
import { findPsql, runPsql } from '../support/psql';
import { smsAt, storeEvents, storeLead } from '../support/storeEvents';
import { createTestDatabase, type TestDatabase } from '../support/testDatabase';
import { createTestRole, type TestRole } from '../support/testRole';

const FILE = join(__dirname, '../../migrations/grants.sql');
const maybe = findPsql() === undefined ? test.skip : test;

let database: TestDatabase;
let writer: TestRole;
let reader: TestRole;
let operator: TestRole;
beforeAll(async () => {
  database = await createTestDatabase();
  await registerTestEventType(database);
  [writer, reader, operator] = await Promise.all([
    createTestRole(database),
    createTestRole(database),
    createTestRole(database),
  ]);
});
afterAll(async () => {
  for (const role of [operator, writer, reader]) await role.drop();
  await database.drop();
});

function grant(): void {
  const roles = Object.entries({ writer, reader, operator });
  const variables = roles.flatMap(([name, role]) => ['-v', `${name}=${role.name}`]);
  runPsql(database.connectionString, [...variables, '-f', FILE]);
}

async function run(pool: PostgresPool, text: string): Promise<unknown[]> {
  const client = await pool.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    client.release();
  }
}

const DENIED = { code: '42501' };

maybe(
  'Each role may do its work and no more, and granting twice is fine (needs psql)',
  async () => {
    grant();
    grant();
    const at = '2026-01-15T12:00:00.000Z';
    const insertion = `insert into lead_activity_log (id, event_type, event_category, description,
      source, payload_hash, "timestamp")
    values ('${idAt(at)}', 'TEST_EVENT', 'SYSTEM', 'x', 'ui:test', '', '${at}')
    on conflict do nothing returning tenant_id, id`;

    expect(await run(writer.pool, insertion)).toHaveLength(1);
    expect(await run(writer.pool, 'select id, payload_hash from lead_activity_log')).toHaveLength(
      1,
    );
    await run(writer.pool, `select register_event_type('OTHER', 'SYSTEM')`);
    await run(writer.pool, 'update leads set last_activity_at = now()');
    for (const forbidden of [
      'select description from lead_activity_log',
      'update lead_activity_log set tier = null',
      'update leads set email = null',
      'delete from activity_retry_queue',
      'select link_leads()',
    ]) {
      await expect(run(writer.pool, forbidden)).rejects.toMatchObject(DENIED);
    }

    expect(await run(reader.pool, 'select description from lead_activity_log')).toHaveLength(1);
    await expect(run(reader.pool, insertion)).rejects.toMatchObject(DENIED);
    await expect(run(reader.pool, 'select from activity_retry_queue')).rejects.toMatchObject(
      DENIED,
    );
  },
);

maybe('A reader reads where functions are not for everybody (needs psql)', async () => {
  await database.query('revoke execute on all functions in schema public from public');
  grant();
  const leadId = await storeLead(database, {
    ...{ first_name: 'Readable', email: 'r@grants.example', airtable_record_id: 'recGrants' },
  });
  const times = ['2026-01-20T10:00:00Z', '2026-01-20T11:00:00Z', '2026-01-20T12:00:00Z'];
  const events = times.map((at) =>
    smsAt(at, {
      ...{ tenant_id: 'granted', lead_id: leadId, entity_id: 'v', user_id: 'v' },
      ...{ visitor_token: 'v', session_id: 'v', execution_id: 'v', description: 'word' },
    }),
  );
  await storeEvents(database, events);

  const shown = await readEverything(
    {
      ...{ tenant: 'granted', eventId: events[0]!.id, leadId, airtableId: 'recGrants' },
      ...{ email: 'r@grants.example', name: 'reada', word: 'word', value: 'v' },
      statementTimeout: 30_000,
    },
    { pool: reader.pool, schema: quoteSchema('public'), clock: systemClock },
  );

  const empty = Object.entries(shown).filter(([, { count }]) => count === 0);
  expect(empty.map(([name]) => name)).toEqual([]);
});

maybe('A writer writes events in the way that Log Activity does (needs psql)', async () => {
  await database.query('revoke execute on all functions in schema public from public');
  grant();
  await database.query(`insert into leads (airtable_record_id) values ('recB')`);
  // Of long ago, so that it comes into a catch-all, which checks the time in its id.
  const timestamp = '1985-01-01T00:00:00Z';
  const given = { leadAirtableId: 'recB', dedupeKey: 'SM123', timestamp };
  const event = makeEnriched(given) as WritableEvent;
  const schema = quoteSchema('public');
  const client = await writer.pool.connect();

  const [written] = await insertEvents(client, schema, [event]);
  const [again] = await insertEvents(client, schema, [event]);
  const [stored] = await findStoredHashes(client, schema, [event]);
  client.release();

  expect([written?.isWritten, again?.isWritten]).toEqual([true, false]);
  expect(stored).toEqual({ eventId: event.id, payloadHash: event.payloadHash });
});

maybe('An operator maintains what another role owns (needs psql)', async () => {
  grant();
  await insertEvent(database, { leadAirtableId: 'recA' });
  await database.query(`insert into leads (airtable_record_id) values ('recA')`);
  const inAYear = () => new Date(systemClock.now().getTime() + 365 * 86_400_000);
  const options = { schema: 'public', clock: { ...systemClock, now: inAYear } };

  const report = await maintainDatabase(operator.pool, options);

  expect(report).toEqual({ monthsCreated: 12, eventsLinked: 1, dedupeKeysExpired: 0 });
  const settled = await setUpDatabase(operator.pool, { ...options, dryRun: false });
  expect(settled).toMatchObject({ migrations: { applied: [] }, monthsCreated: 0 });
});

maybe('An operator alone remembers replays, and purges the queue (needs psql)', async () => {
  grant();
  const insertion = `insert into activity_replay_run (target_credential_id, target_database,
    target_schema, started_at, ended_at, run) values ('c', 'd', 's', now(), now(), '{}')`;

  await run(operator.pool, insertion);
  await run(operator.pool, 'delete from activity_retry_queue');

  expect(await run(operator.pool, 'delete from activity_replay_run returning run')).toEqual([
    { run: {} },
  ]);
  await expect(run(writer.pool, insertion)).rejects.toMatchObject(DENIED);
  await expect(run(reader.pool, 'select from activity_replay_run')).rejects.toMatchObject(DENIED);
});
