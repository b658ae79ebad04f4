import type { N8nWorker } from '../../stand/n8nWorker';
import { type QueueStand, startQueueStand } from '../../stand/queueStand';
import { consoleProgress } from '../../stand/progress';
import { findRedis } from '../../stand/redisServer';
import { throwAwayPaths } from '../../stand/standPaths';
import { createLead, LATE, seedDirectory } from '../../stand/story/leads';
import { judge } from '../../stand/story/oracle';
import { readRows } from '../../stand/story/storedRows';
import { eventually } from '../support/eventually';
import {
  ranOneOf,
  replay,
  replayWorkflow,
  Sender,
  spoolFiles,
  waitingInTable,
} from './queueModeStory';

const canRun = findRedis() !== undefined;
const maybe = canRun ? it : it.skip;

const CONCURRENCY = 5;
const EVENTS = 16;
const TOO_EARLY = 40;
/** More replays at once than one worker runs, and each takes a part only. */
const REPLAYS = 10;
const PART = 4;
const ALL = 1000;

let stand: QueueStand;
let one: N8nWorker;
let other: N8nWorker;
let sender: Sender;
let stop: () => Promise<void> = () => Promise.resolve();

beforeAll(async () => {
  if (!canRun) return;
  const options = { paths: throwAwayPaths(), workers: 2, concurrency: CONCURRENCY };
  stand = await startQueueStand({ ...options, progress: consoleProgress() });
  stop = stand.stop;
  const [first, second] = stand.workers;
  if (first === undefined || second === undefined) throw new Error('There are no two workers.');
  [one, other] = [first, second];
  sender = new Sender(stand);
  await seedDirectory(stand.activityServer);
  await stand.api.publishWorkflow(
    await stand.api.saveWorkflow(replayWorkflow(stand.postgres), undefined),
  );
});
afterAll(() => stop());

describe('n8n in queue mode', () => {
  maybe('logs on both workers at once (needs Redis)', async () => {
    await sender.send(EVENTS);
    const writers = (await readRows(stand.activityServer)).map((row) => row.execution_id);
    expect(writers).toHaveLength(EVENTS);
    expect(stand.workers.map((worker) => ranOneOf(worker, writers))).toEqual([true, true]);
  });

  maybe(
    'keeps what comes in an outage in the spool of the worker that took it (needs Redis)',
    async () => {
      await stand.activityServer.stop('immediate');
      const delivered = await sender.send(EVENTS);
      await stand.activityServer.start();
      const outcomes = delivered.flatMap(({ answers }) => answers.map(({ outcome }) => outcome));
      expect(new Set(outcomes)).toEqual(new Set(['deadLettered']));
      expect(stand.workers.map((worker) => spoolFiles(worker).length > 0)).toEqual([true, true]);
    },
  );

  maybe(
    'drains by a replay the spool of the worker that runs it, and no other (needs Redis)',
    async () => {
      await other.stop();
      const others = spoolFiles(other);
      expect(await replay(stand, ALL)).toMatchObject({ remaining: 0, stoppedBecause: null });
      expect(spoolFiles(one)).toEqual([]);
      expect(spoolFiles(other)).toEqual(others);
    },
  );

  maybe(
    'drains the spool of a worker that comes back as soon as it logs again (needs Redis)',
    async () => {
      await other.start();
      expect(spoolFiles(other)).not.toEqual([]);
      await eventually('the worker has drained its spool', async () => {
        await sender.send(CONCURRENCY);
        return spoolFiles(other).length === 0;
      });
    },
  );

  maybe('drains one queue by replays on both workers while both log (needs Redis)', async () => {
    await sender.sendTooEarly(TOO_EARLY);
    expect(await waitingInTable(stand)).toBe(TOO_EARLY);
    await createLead(stand.activityServer, LATE);
    const replays = Array.from({ length: REPLAYS }, () => replay(stand, PART));
    const [answers] = await Promise.all([Promise.all(replays), sender.send(EVENTS)]);
    const busy = answers.filter(({ replayed }) => replayed > 0);
    const ids = busy.map(({ executionId }) => executionId);
    expect(stand.workers.map((worker) => ranOneOf(worker, ids))).toEqual([true, true]);
    await eventually('the queue is drained', async () => {
      if ((await waitingInTable(stand)) === 0) return true;
      await replay(stand, ALL);
      return false;
    });
  });

  maybe(
    'has one row of every event in the end, as it was issued, and nothing waits (needs Redis)',
    async () => {
      const workflowId = stand.workflows['log-activity-api'].id;
      const rows = await readRows(stand.activityServer);
      const { findings, result } = judge(sender.delivered, rows, { workflowId });
      expect(findings).toEqual([]);
      expect(result).toMatchObject({ issued: sender.delivered.length, lost: 0, phantom: 0 });
      expect(result.deadLettered).toBeGreaterThanOrEqual(EVENTS + TOO_EARLY);
      expect(stand.workers.flatMap(spoolFiles)).toEqual([]);
    },
  );
});
