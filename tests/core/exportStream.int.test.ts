import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import {
  CancelledError,
  ConfigurationError,
  MigrationNeededError,
  TargetUnavailableError,
} from '../../nodes/core/errors';
import { quoteSchema } from '../../nodes/core/postgres/identifiers';
import { openPool, type PostgresPool } from '../../nodes/core/postgres/pool';
import { systemClock } from '../../nodes/core/systemClock';
import { eventually } from '../support/eventually';
import { beginExport, exported, runningCopies } from '../support/exportStage';
import { ManualClock } from '../support/manualClock';
import { silentLogger } from '../support/silentLogger';
import { createTestDatabase, type TestDatabase } from '../support/testDatabase';

/** Far more than all buffers between the server and the reader hold together. */
const EVENTS = 4000;
const MESSAGE_BYTES = 20_000;
/** Streams of 16 to 64 kB, a socket's chunk, and the kernel on top. */
const HELD_BYTES = 1_000_000;

let db: TestDatabase;
/** With two connections: one that exports, one that can cancel. */
let pool: PostgresPool;

beforeAll(async () => {
  db = await createTestDatabase();
  await db.query(
    `insert into lead_activity_log (id, event_type, event_category, description, message_content,
       source, payload_hash, "timestamp")
     select (lpad(to_hex(ms + i), 12, '0') || '80008000000000000000')::uuid, 'MESSAGE_SENT', 'SMS',
       'sent', repeat('a', $2), 'n8n:1', '\\x00', to_timestamp((ms + i) / 1000.0)
     from (select (extract(epoch from timestamptz '2026-01-05Z') * 1000)::bigint as ms) beginning
     cross join generate_series(1, $1) i`,
    [EVENTS, MESSAGE_BYTES],
  );
  pool = openPool({ ...db.config, maxConnections: 2 }, silentLogger);
});
afterAll(async () => {
  await pool.end();
  await db.drop();
});

/** An export whose reader has taken one chunk, and whose server waits for it to go on. */
async function stalled(signal?: AbortSignal) {
  const file = await beginExport({ pool }, { format: 'ndjson' }, signal ? { signal } : {});
  file.stream.once('data', () => file.stream.pause());
  await eventually('the server waits for the reader', async () => {
    const rows = await db.query(
      `select from pg_stat_activity where datname = current_database()
         and query ~ '^\\s*copy' and wait_event = 'ClientWrite'`,
    );
    return rows.length === 1;
  });
  return file;
}

async function poolServes(): Promise<boolean> {
  const client = await pool.connect();
  await client.query('select 1');
  client.release();
  return true;
}

describe('the stream of an export', () => {
  it('holds little when its reader is slow, and loses nothing', async () => {
    const file = await stalled();
    const { stream } = file;
    expect(stream.readableLength).toBeLessThan(HELD_BYTES);
    const passed = file.rows() * MESSAGE_BYTES;
    expect(passed).toBeLessThan(HELD_BYTES);
    expect((await text(stream)).length).toBeGreaterThan((EVENTS - 100) * MESSAGE_BYTES);
    expect(file.rows()).toBe(EVENTS);
    expect(await runningCopies(db)).toBe(0);
  });

  it('gives its connection back when it has ended', async () => {
    const single = openPool({ ...db.config, maxConnections: 1 }, silentLogger);
    const backend = async () => {
      const client = await single.connect();
      const { rows } = await client.query('select pg_backend_pid() as pid');
      client.release();
      return rows[0];
    };
    const before = await backend();
    await exported({ pool: single }, { eventTypes: ['INBOUND_REPLY'] });
    expect(await backend()).toEqual(before);
    await single.end();
  });

  it('stops the export on the server when its reader goes away', async () => {
    const { stream } = await stalled();
    stream.destroy();
    await eventually('the COPY ended', async () => (await runningCopies(db)) === 0);
    expect(await poolServes()).toBe(true);
  });

  it('fails in words when the execution is cancelled, and stops the export on the server', async () => {
    const stop = new AbortController();
    const { stream } = await stalled(stop.signal);
    const failed = once(stream, 'error');
    stop.abort();
    expect((await failed)[0]).toBeInstanceOf(CancelledError);
    await eventually('the COPY ended', async () => (await runningCopies(db)) === 0);
    expect(await poolServes()).toBe(true);
  });

  it('stops it also when there is no connection left to ask for that', async () => {
    const single = openPool({ ...db.config, maxConnections: 1 }, silentLogger);
    const { stream } = await beginExport({ pool: single }, { format: 'ndjson' });
    stream.destroy();
    await eventually('the COPY ended', async () => (await runningCopies(db)) === 0);
    await single.end();
  });

  it('fails in words when the server ends it in the middle', async () => {
    const { stream } = await stalled();
    await db.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and query ~ '^\\s*copy'`,
    );
    await expect(text(stream)).rejects.toBeInstanceOf(TargetUnavailableError);
    expect(await poolServes()).toBe(true);
  });

  it('tells the log how far it is, without a word of an event', async () => {
    const told: unknown[] = [];
    const clock = new ManualClock();
    const logger = { ...silentLogger, info: (...all: unknown[]) => void told.push(all) };
    const { stream } = await beginExport({ pool }, { format: 'ndjson' }, { clock, logger });
    for await (const _ of stream) clock.advance(10_000);
    await eventually('the end is told', () => told.length > 2);
    expect(told.at(-1)).toEqual(['An export of events is complete.', { events: EVENTS }]);
    const counts = told.slice(0, -1).map((all) => (all as [string, { events: number }])[1].events);
    expect(counts).toEqual([...counts].sort((a, b) => a - b));
    expect(JSON.stringify(told)).not.toContain('aaaa');
  });
});

describe('an export that cannot begin', () => {
  it('says which table is missing', async () => {
    const elsewhere = beginExport({ pool }, {}, { schema: quoteSchema('elsewhere') });
    await expect(elsewhere).rejects.toBeInstanceOf(MigrationNeededError);
  });

  it('says that its time limit was too short', async () => {
    const locker = await db.pool.connect();
    await locker.query('begin; lock table lead_activity_log in access exclusive mode');
    const late = beginExport({ pool }, { statementTimeout: 200 });
    await expect(late).rejects.toMatchObject({ code: '57014' });
    await locker.query('rollback');
    locker.release();
    expect(await poolServes()).toBe(true);
  });

  it('names the parameter that is wrong before it asks the database', async () => {
    const untouched = {
      connect: () => Promise.reject(new Error('connected')),
      end: () => Promise.resolve(),
    };
    const wrong = beginExport({ pool: untouched }, { statementTimeout: 0 });
    await expect(wrong).rejects.toBeInstanceOf(ConfigurationError);
    const unknown = beginExport({ pool }, { eventTypes: ['MESAGE_SENT'] }, { clock: systemClock });
    await expect(unknown).rejects.toMatchObject({ code: 'unknown_event_type' });
  });
});
