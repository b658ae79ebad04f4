import { quoteSchema } from '../../nodes/core/postgres/identifiers';
import { migrate } from '../../nodes/core/postgres/migrate';
import { listQueueEntries } from '../../nodes/core/postgres/statements/listQueueEntries';
import { putQueueEntries } from '../../nodes/core/postgres/statements/putQueueEntries';
import { EVERY_ENTRY } from '../../nodes/core/retryQueue/entryFilter';
import { leadKeysOf } from '../../nodes/core/retryQueue/leadKeysOf';
import type { QueueEntry } from '../../nodes/core/retryQueue/queueEntry';
import { systemClock } from '../../nodes/core/systemClock';
import { queueEntry, target } from '../support/queueEntries';
import { entryOfLead, refusedInput } from '../support/repairs';
import { createEmptyDatabase, type TestDatabase } from '../support/testDatabase';

const schema = quoteSchema('public');
const options = { schema: 'public', clock: systemClock, dryRun: false };

let database: TestDatabase;
beforeEach(async () => {
  database = await createEmptyDatabase();
});
afterEach(() => database.drop());

const withPayload = (number: number, payload: string): QueueEntry => ({
  ...refusedInput(number),
  payload,
});

const ENTRIES = [
  queueEntry(1),
  entryOfLead(2, '  John@Example.com '),
  refusedInput(3),
  // Written by hand: NUL and half a surrogate pair, as inputs have that get parked.
  withPayload(4, '{"lead":{"value":"Rec1"},"text":"a\\u0000b\\ud83dc"}'),
  withPayload(5, 'no json'),
  withPayload(6, '{"lead":{"value":7}}'),
  withPayload(7, '{"lead":{"value":"x@example.com\\ud83d\\ude00"}}'),
];

/** As a version before repairs wrote rows: it knows neither of the new columns. */
async function putAsBefore(entries: readonly QueueEntry[]): Promise<void> {
  await database.query(
    `insert into activity_retry_queue (target_credential_id, target_database, target_schema,
       tenant_id, event_id, payload_hash, payload_kind, payload, occurred_at, first_failed_at, origin,
       state, lane, last_failed_at, first_error, last_errors, fingerprint)
     select target ->> 'credentialId', target ->> 'database', target ->> 'schema', "tenantId",
       "eventId", decode("payloadHash", 'hex'), "payloadKind", convert_to(payload, 'UTF8'),
       "occurredAt", "firstFailedAt", origin, state, lane, "lastFailedAt", "firstError", "lastErrors",
       fingerprint
     from json_to_recordset($1::json) as e(target jsonb, "tenantId" text, "eventId" uuid,
       "payloadHash" text, "payloadKind" text, payload text, "occurredAt" timestamptz,
       "firstFailedAt" timestamptz, origin jsonb, state text, lane text, "lastFailedAt" timestamptz,
       "firstError" jsonb, "lastErrors" jsonb, fingerprint text)`,
    [JSON.stringify(entries)],
  );
}

async function expectLeads(): Promise<void> {
  const rows = await database.query(
    'select lead_keys from activity_retry_queue order by first_failed_at',
  );
  const keys = ENTRIES.map(leadKeysOf);
  // What text cannot hold is there as U+FFFD.
  keys[6] = ['x@example.com\ufffd\ufffd'];
  expect(rows).toEqual(keys.map((leads) => ({ lead_keys: leads })));
  expect(keys.flat()).toContain('john@example.com');
}

test('What waited before the update is found by its lead, read, and has no edits', async () => {
  // In the way of this one migration alone.
  await database.query('create table activity_replay_run (id integer)');
  await expect(migrate(database.pool, options)).rejects.toThrow('activity_replay_run');
  await putAsBefore(ENTRIES);

  await database.query('drop table activity_replay_run');
  await migrate(database.pool, options);

  await expectLeads();
  const client = await database.pool.connect();
  const page = await listQueueEntries(client, schema, {
    ...{ target, states: ['pending', 'parked'], limit: 10, after: null, withPayload: true },
    filter: { ...EVERY_ENTRY, leads: ['john@example.com'] },
  });
  client.release();
  expect(page.entries).toMatchObject([
    { eventId: queueEntry(2).eventId, edits: [], resolution: null },
  ]);
});

test('What a worker of an older version keeps after the update is found by its lead', async () => {
  await migrate(database.pool, options);
  await putAsBefore(ENTRIES);
  await expectLeads();
});

test('What is put by this version has the same leads', async () => {
  await migrate(database.pool, options);
  const client = await database.pool.connect();
  await putQueueEntries(client, schema, { entries: ENTRIES.slice(0, 6), lastErrors: 9 });
  client.release();
  const rows = await database.query(
    'select lead_keys from activity_retry_queue order by first_failed_at',
  );
  expect(rows).toEqual(ENTRIES.slice(0, 6).map((entry) => ({ lead_keys: leadKeysOf(entry) })));
});
