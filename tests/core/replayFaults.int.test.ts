import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ReplayRunParts, replayRetryQueue } from '../../nodes/core/replayRetryQueue';
import { EVERY_ENTRY } from '../../nodes/core/retryQueue/entryFilter';
import type { ReplaySink } from '../../nodes/core/sinks/eventSink';
import { systemClock } from '../../nodes/core/systemClock';
import { COMMIT } from '../support/faults/plannedFault';
import { TcpProxy } from '../support/faults/tcpProxy';
import { queueEntry, storedEvent, target } from '../support/queueEntries';
import { openReplayWorker } from '../support/replayProcess';
import { replayRequest } from '../support/replayRequest';
import { entryOfLead, numbers } from '../support/replayWorld';
import { type TestDatabase, createTestDatabase } from '../support/testDatabase';

let database: TestDatabase;
let spoolFolder: string;
let worker: ReturnType<typeof openReplayWorker>;

beforeEach(async () => {
  database = await createTestDatabase();
  spoolFolder = mkdtempSync(join(tmpdir(), 'replay-faults-'));
  worker = openReplayWorker({ config: database.config, spoolFolder, name: 'worker-1' });
});
afterEach(async () => {
  await worker.pool.end();
  rmSync(spoolFolder, { recursive: true, force: true });
  await database.drop();
});

const soon = () => systemClock.elapsed() + 10_000;

describe('a replay whose COMMIT gets no answer', () => {
  let proxy: TcpProxy;
  beforeEach(async () => {
    await worker.pool.end();
    proxy = await TcpProxy.start({ port: database.config.port });
    const config = { ...database.config, host: proxy.host, port: proxy.port };
    worker = openReplayWorker({ config, spoolFolder, name: 'worker-1' });
  });
  afterEach(() => proxy.end());

  it.each([
    { events: 'ten events', limit: 11, size: 10 },
    { events: 'a single event', limit: 1, size: 1 },
  ])('finds $events again, at the cost of no replay', async ({ limit, size }) => {
    const [table] = worker.stores;
    await table.put(
      numbers(20).map((number) => queueEntry(number)),
      soon(),
    );
    const sizes: number[] = [];
    const when = () => sizes.at(-1) === size;
    const cut = proxy.plan({ on: COMMIT, fault: { kind: 'swallowAnswer' }, when });
    const sink = watched(worker.parts.sink, sizes);
    const report = await replayRetryQueue(replayRequest(target, { limit }), {
      ...{ ...worker.parts, sink },
    });
    expect(cut.swallowed).toEqual(['COMMIT']);
    expect(report).toMatchObject({ failed: 0, parked: 0, skipped: 0, stoppedBecause: null });
    expect([report.replayed, report.duplicates]).toEqual([limit - size, size]);
    const rest = await replayRetryQueue(replayRequest(target), worker.parts);
    expect(rest).toMatchObject({ replayed: 20 - limit, duplicates: 0, remaining: 0 });
    expect(await database.query('select id from lead_activity_log')).toHaveLength(20);
  });
});

describe('a replay into a target that lacks something', () => {
  it('costs no entry a replay, however often it is run', async () => {
    const [table] = worker.stores;
    const entries = [queueEntry(1), queueEntry(2)];
    await table.put(entries, soon());
    await database.query('alter table lead_activity_log rename column search_extra to elsewhere');
    for (let run = 0; run < 6; run++) {
      const report = await replayRetryQueue(
        replayRequest(target, { dueOnly: false }),
        worker.parts,
      );
      expect(report).toMatchObject({ failed: 2, parked: 0, remaining: 2 });
      expect(report.entries).toMatchObject([{ code: '42703' }, { code: '42703' }]);
    }
    await database.query('alter table lead_activity_log rename column elsewhere to search_extra');
    const listed = await table.list({
      ...{ target, states: [], filter: EVERY_ENTRY, limit: 10, after: null, withPayload: true },
    });
    expect(listed.map(({ state, replays }) => [state, replays])).toEqual([
      ['pending', 0],
      ['pending', 0],
    ]);
    const report = await replayRetryQueue(replayRequest(target, { dueOnly: false }), worker.parts);
    expect(report).toMatchObject({ replayed: 2, remaining: 0 });
  });
});

describe('a dry run', () => {
  it('leaves no trace in any table or file, and says what a run then does', async () => {
    await fillWithAllKinds();
    const before = await dump();
    const everything = { includeParked: true, dueOnly: false };
    const dry = await run({ ...everything, dryRun: true });
    expect(dry).toMatchObject({ replayed: 4, duplicates: 1, parked: 2, failed: 0, skipped: 0 });
    expect(await dump()).toEqual(before);
    const real = await run(everything);
    expect(await dump()).not.toEqual(before);
    expect(real.entries).toEqual(dry.entries);
  });

  const run = (changes: Parameters<typeof replayRequest>[1]) =>
    replayRetryQueue(replayRequest(target, changes), worker.parts);

  /** A lead that is touched, a poison event, a duplicate, a conflict between stores, a dedupe key. */
  async function fillWithAllKinds(): Promise<void> {
    const [table, spool] = worker.stores;
    const { sink }: Pick<ReplayRunParts, 'sink'> = worker.parts;
    const email = 'john@example.com';
    await database.query('insert into leads (email) values ($1)', [email]);
    await database.query(
      `alter table lead_activity_log add constraint no_poison
       check (metadata->>'number' is distinct from '2')`,
    );
    const limits = { deadline: soon(), statementTimeout: 5000 };
    await sink.replay([storedEvent(3)], limits, { dryRun: false });
    const other = { ...storedEvent(4), payloadHash: 'ff'.repeat(32) };
    const keyed = { ...storedEvent(6), dedupeKeyHash: 'ab'.repeat(32) };
    await table.put([entryOfLead(1, email), queueEntry(2), queueEntry(3), queueEntry(4)], soon());
    await spool.put(
      [
        { ...queueEntry(4), payload: JSON.stringify(other), payloadHash: other.payloadHash },
        queueEntry(5),
        { ...queueEntry(6), payload: JSON.stringify(keyed) },
      ],
      soon(),
    );
  }

  /** Every row of every table and sequence, and every file of the spool. */
  async function dump(): Promise<Record<string, unknown>> {
    const tables = await database.query<{ name: string }>(
      `select oid::regclass::text as name from pg_class
       where relnamespace = 'public'::regnamespace and relkind in ('r', 'S') order by 1`,
    );
    const rows: Record<string, unknown> = {};
    for (const { name } of tables) {
      const all = await database.query(`select * from ${name}`);
      rows[name] = all.map((row) => JSON.stringify(row)).sort();
    }
    const files = readdirSync(spoolFolder, { recursive: true, encoding: 'utf8' });
    return { ...rows, files: files.sort() };
  }
});

/** A sink that notes how many events each write of another has. */
function watched(sink: ReplaySink, sizes: number[]): ReplaySink {
  return {
    replay: (...given) => {
      sizes.push(given[0].length);
      return sink.replay(...given);
    },
  };
}
