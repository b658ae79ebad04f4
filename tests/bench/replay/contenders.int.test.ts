import { resolve } from 'node:path';
import { Client } from 'pg';
import { createTestDatabase, type TestDatabase } from '../../support/testDatabase';
import type { Contender } from '../contender';
import { ourReplay } from './ourReplay';
import { plainInsert } from './plainInsert';
import { FROM_PARAMETER, FROM_QUEUE } from './plainStatement';
import { openQueue, type WaitingQueue } from './waitingQueue';

const REPOSITORY = resolve(__dirname, '../../..');
const COUNT = 40;
const LEAD = 'rec00000000000001';

let database: TestDatabase;
let client: Client;
let queue: WaitingQueue;
let ours: Contender;
let plain: Contender;
beforeAll(async () => {
  database = await createTestDatabase();
  client = new Client({ connectionString: database.connectionString });
  await client.connect();
  const { rows } = await client.query<{ id: string }>(
    'insert into leads (airtable_record_id) values ($1) returning id',
    [LEAD],
  );
  const leads = new Map(rows.map(({ id }) => [LEAD, id]));
  const server = { config: database.config, leads, client };
  const built = { module: (path: string): unknown => jest.requireActual(`${REPOSITORY}/${path}`) };
  queue = openQueue(server, built);
  ours = ourReplay({ server, built, queue });
  plain = plainInsert(server, queue);
});
afterAll(async () => {
  await ours.end?.();
  await queue.end();
  await client.end();
  await database.drop();
});
beforeEach(forget);

/** What a run leaves in the log and in the dedupe table, but for the moment of writing. */
async function left(): Promise<unknown> {
  const [row] = await database.query(
    `select (select jsonb_agg(to_jsonb(l) - 'created_at' order by id) from lead_activity_log l) as log,
       (select jsonb_agg(to_jsonb(d) - 'created_at' order by event_id) from activity_dedupe d) as keys`,
  );
  return row;
}

/** The log is append only; who wants it empty has to go past its laws. */
async function forget(): Promise<void> {
  await database.query(
    `set session_replication_role = replica;
     delete from lead_activity_log; delete from activity_dedupe;
     update activity_retry_queue set state = 'pending', resolution = null;
     reset session_replication_role`,
  );
}

describe('those who drain a queue in the benchmark', () => {
  it('leave the same rows: a replay, and the plain statement over the queue', async () => {
    const replay = await ours.prepare(COUNT);
    await replay();
    const replayed = await left();
    await forget();
    // A contender fills the queue anew; here the statement meets what was replayed before.
    await client.query(FROM_QUEUE);
    expect(await left()).toEqual(replayed);
    expect(replayed).toMatchObject({ log: { length: COUNT }, keys: { length: COUNT } });
    const [row] = (replayed as { log: { lead_id: unknown }[] }).log;
    expect(row?.lead_id).not.toBeNull();
  });

  it('leave the same rows: one statement, and the statement of a job for each event', async () => {
    const insert = await plain.prepare(COUNT);
    await insert();
    const inserted = await left();
    const rows = await database.query<{ event: string }>(
      `select convert_from(payload, 'UTF8') as event from activity_retry_queue`,
    );
    await forget();
    for (const { event } of rows) await client.query(FROM_PARAMETER, [event]);
    expect(await left()).toEqual(inserted);
    expect(inserted).toMatchObject({ log: { length: COUNT } });
  });
});
