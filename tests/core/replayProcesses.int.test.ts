import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../../nodes/core/ports';
import { replayRetryQueue } from '../../nodes/core/replayRetryQueue';
import { EVERY_ENTRY } from '../../nodes/core/retryQueue/entryFilter';
import { LEASE_MS } from '../../nodes/core/retryQueue/lease';
import type { QueueEntry } from '../../nodes/core/retryQueue/queueEntry';
import { systemClock } from '../../nodes/core/systemClock';
import { eventually } from '../support/eventually';
import { queueEntry, storedEvent, target } from '../support/queueEntries';
import { type Death, openReplayWorker, type ReplayWork } from '../support/replayProcess';
import { replayRequest } from '../support/replayRequest';
import { numbers } from '../support/replayWorld';
import { type TestDatabase, createTestDatabase } from '../support/testDatabase';

const SCRIPT = join(__dirname, '../support/replayProcess.ts');
const ENTRIES = 2000;
/** Up to this number an entry is in the queue table, and from the other on in the spool. */
const IN_TABLE_UP_TO = 1600;
const IN_SPOOL_FROM = 1401;
const PER_FILE = 50;
const DOOMED: readonly Death[] = ['beforeTheWrite', 'amidTheWrite', 'afterTheWrite'];
const isPoison = (number: number) => number % 97 === 0;

let database: TestDatabase;
let spoolFolder: string;
const started: Worker[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  spoolFolder = mkdtempSync(join(tmpdir(), 'replay-processes-'));
});
afterAll(async () => {
  for (const worker of started) worker.kill();
  rmSync(spoolFolder, { recursive: true, force: true });
  await database.drop();
});

describe('eight processes that replay one queue while three of them are killed', () => {
  it('write every event once, park what is poison, and leave nothing behind', async () => {
    await fill();
    const doomed = DOOMED.map((death) => new Worker(death));
    const others = numbers(5).map(() => new Worker('never'));
    const workers = [...doomed, ...others];
    await Promise.all(workers.map((worker) => worker.says('ready')));
    doomed.forEach((worker) => worker.begin());
    // These must have entries in hand when they die.
    await Promise.all(doomed.map((worker) => worker.says('writes')));
    others.forEach((worker) => worker.begin());
    await Promise.all(workers.map((worker) => worker.ended()));
    expect(doomed.map(({ end }) => end)).not.toContain(0);
    expect(others.map(({ end }) => end)).toEqual([0, 0, 0, 0, 0]);
    await recover();

    const good = numbers(ENTRIES).filter((number) => !isPoison(number));
    const rows = await database.query<{ id: string; description: string; number: number }>(
      `select id::text, description, (metadata->>'number')::int as number
       from lead_activity_log order by id`,
    );
    const expected = good.map((number) => {
      const { id, description } = storedEvent(number);
      return { id, description, number };
    });
    expect(rows).toEqual(expected.sort((one, other) => (one.id < other.id ? -1 : 1)));
  });
});

/** Entries in two stores, 200 of them in both, as after a put whose answer was lost. */
async function fill(): Promise<void> {
  await database.query(
    `alter table lead_activity_log add constraint no_poison
     check ((metadata->>'number')::int % 97 <> 0)`,
  );
  const { pool, stores } = openReplayWorker({ config: database.config, spoolFolder, name: 'put' });
  const [table, spool] = stores;
  const entries = numbers(ENTRIES).map((number) => queueEntry(number));
  const deadline = systemClock.elapsed() + 60_000;
  const inSpool = entries.slice(IN_SPOOL_FROM - 1);
  await table.put(entries.slice(0, IN_TABLE_UP_TO), deadline);
  for (let start = 0; start < inSpool.length; start += PER_FILE) {
    await spool.put(inSpool.slice(start, start + PER_FILE), deadline);
  }
  await pool.end();
}

/** When the leases of the dead are over, the next run has what they held. */
async function recover(): Promise<void> {
  const clock: Clock = {
    ...systemClock,
    now: () => new Date(systemClock.now().getTime() + 2 * LEASE_MS),
  };
  const place = { config: database.config, spoolFolder, name: 'later', clock };
  const { pool, stores, parts } = openReplayWorker(place);
  try {
    const report = await replayRetryQueue(replayRequest(target, { limit: ENTRIES }), parts);
    expect(report).toMatchObject({ failed: 0, skipped: 0, remaining: 0, stoppedBecause: null });
    const poison = numbers(ENTRIES).filter(isPoison);
    const [inTable, inSpool] = await Promise.all(
      stores.map((store) =>
        store.list({
          ...{ target, states: [], filter: EVERY_ENTRY, limit: ENTRIES, after: null },
          withPayload: false,
        }),
      ),
    );
    const ofNumbers = (some: readonly number[]) =>
      some.map((number): Partial<QueueEntry> => ({
        eventId: storedEvent(number).id,
        state: 'parked',
      }));
    expect(inTable).toMatchObject(ofNumbers(poison.filter((number) => number <= IN_TABLE_UP_TO)));
    expect(inSpool).toMatchObject(ofNumbers(poison.filter((number) => number >= IN_SPOOL_FROM)));
  } finally {
    await pool.end();
  }
}

/** A process that replays until nothing is left, or until it dies. */
class Worker {
  /** Its exit code, or the signal that killed it. */
  end: unknown = null;
  private readonly child: ChildProcess;
  private readonly closed: Promise<unknown[]>;
  private readonly said: unknown[] = [];

  constructor(private readonly death: Death) {
    const stdio = ['ignore', 'inherit', 'inherit', 'ipc'] as const;
    this.child = spawn(process.execPath, ['--import', 'tsx', SCRIPT], { stdio: [...stdio] });
    this.closed = once(this.child, 'close');
    this.child.on('message', (message) => this.said.push(message));
    started.push(this);
  }

  begin(): void {
    const { config } = database;
    const name = `worker-${String(this.child.pid)}`;
    const work: ReplayWork = { config, spoolFolder, name, death: this.death };
    this.child.send(work);
  }

  async says(word: string): Promise<void> {
    await eventually(`a worker says ${word}`, () => this.said.includes(word));
  }

  kill(): void {
    this.child.kill('SIGKILL');
  }

  async ended(): Promise<void> {
    const [code, signal] = await this.closed;
    this.end = code ?? signal;
  }
}
