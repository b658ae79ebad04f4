import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { queuedIds, spooledText, storedRows } from '../support/faults/conservation';
import type { DeathPoint, LastWords } from '../support/faults/logAndDie';
import { type FaultStage, notes, stageFault } from '../support/faults/stageFault';
import { takeWallClock } from '../support/faults/wallClock';

const SUPPORT = join(__dirname, '../support');
const AFTER_LEASE = 121_000;
const MESSAGES = notes('event', 3).map(({ message }) => message);

const clock = takeWallClock();
let stage: FaultStage;
beforeEach(async () => {
  stage = await stageFault();
});
afterEach(async () => {
  clock.restore();
  await stage.end();
});

const ownTarget = () => ({
  ...{ credentialId: 'db', database: stage.database.name, schema: 'public' },
});

function start(script: string, ...words: readonly string[]): ChildProcess {
  const command = ['--import', 'tsx', join(SUPPORT, script), ...words];
  return spawn(process.execPath, command, { stdio: ['ignore', 'pipe', 'inherit'] });
}

/** Runs the use case in a process of its own until it is killed at the point. */
async function dieAt(point: DeathPoint, changes: Partial<LastWords> = {}): Promise<void> {
  const place = { config: stage.database.config, target: ownTarget() };
  const words: LastWords = {
    ...{ ...place, spoolFolder: stage.spoolFolder, messages: MESSAGES, hasJournal: true, point },
    ...changes,
  };
  const [, signal] = (await once(start('faults/logAndDie.ts', JSON.stringify(words)), 'exit')) as [
    number | null,
    string | null,
  ];
  expect(signal).toBe('SIGKILL');
}

const messages = async () =>
  (await storedRows(stage.database)).map((row) => row.message_content).sort();

/** Until the lease ends nobody touches the page; then every event is in the table once. */
async function expectAllOnceAfterLease(replayed: number, duplicates: number): Promise<void> {
  const early = await stage.replay();
  expect(early.summary).toMatchObject({ remaining: MESSAGES.length });
  clock.set(AFTER_LEASE);
  const { summary } = await stage.replay();
  const sum = (name: string) => Number(early.summary[name]) + Number(summary[name]);
  expect([sum('replayed'), sum('duplicates')]).toEqual([replayed, duplicates]);
  expect(summary).toMatchObject({ failed: 0, parked: 0, remaining: 0 });
  expect(await messages()).toEqual(MESSAGES);
  expect(spooledText(stage.spoolFolder)).toBe('');
}

describe('a process that is killed with kill -9', () => {
  it('Row 39: before the first attempt, with the journal on, loses nothing', async () => {
    await dieAt('beforeTheFirstAttempt');
    expect(await messages()).toEqual([]);
    await expectAllOnceAfterLease(3, 0);
  });

  it('Row 39: before the first attempt, without the journal, takes its events along', async () => {
    await dieAt('beforeTheFirstAttempt', { hasJournal: false });
    expect([await messages(), spooledText(stage.spoolFolder)]).toEqual([[], '']);
  });

  it('Row 39: after the insert, doubles nothing', async () => {
    await dieAt('afterTheInsert');
    expect(await messages()).toEqual(MESSAGES);
    await expectAllOnceAfterLease(0, 3);
  });

  it('Row 39: after the queue put, leaves each event for one replay', async () => {
    await stage.database.query('alter table lead_activity_log rename to away');
    await dieAt('afterTheQueuePut');
    await stage.database.query('alter table away rename to lead_activity_log');
    expect(await queuedIds(stage.database)).toHaveLength(3);
    await expectAllOnceAfterLease(3, 3);
  });

  it('Row 41: while it replays, gives its claim back when the lease ends', async () => {
    stage.proxy.refuse();
    const run = await stage.log(notes('event', 3), { options: { attempts: 1 } });
    expect(run.receipts[0]).toMatchObject({ keptIn: 'spool' });
    stage.proxy.calm();
    await killWithClaim();
    const early = await stage.replay();
    expect(early.summary).toMatchObject({ replayed: 0, remaining: 3 });
    clock.set(AFTER_LEASE);
    expect((await stage.replay()).summary).toMatchObject({ replayed: 3, remaining: 0 });
    expect(await messages()).toEqual(MESSAGES);
  });
});

/** A worker that claims all that waits in the spool and is killed with it in hand. */
async function killWithClaim(): Promise<void> {
  const words = [stage.spoolFolder, 'hold', JSON.stringify(ownTarget())];
  const worker = start('claimSpool.ts', ...words);
  if (worker.stdout === null) throw new Error('The worker has no output.');
  let claimed = '';
  for await (const chunk of worker.stdout) {
    claimed += String(chunk);
    if (claimed.split('\n').length > 3) break;
  }
  const ended = once(worker, 'exit');
  worker.kill('SIGKILL');
  await ended;
}
