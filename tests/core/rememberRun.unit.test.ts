import { rememberRun } from '../../nodes/core/rememberRun';
import { ManualClock } from '../support/manualClock';
import { target } from '../support/queueEntries';
import { replayRun } from '../support/replayRuns';
import { silentLogger } from '../support/silentLogger';

const end = () => Promise.resolve();

function remembering(connect: () => Promise<never>, clock: ManualClock) {
  const told: unknown[] = [];
  const logger = { ...silentLogger, warn: (...words: unknown[]) => told.push(words) };
  const run = rememberRun({ connect, end }, { schema: 'public', target, clock, logger });
  return { run, told };
}

describe('remembering a run', () => {
  it('says in the log that the database is down, and nothing else happens', async () => {
    const refused = Object.assign(new Error('secret'), { code: 'ECONNREFUSED' });
    const { run, told } = remembering(() => Promise.reject(refused), new ManualClock());
    await expect(run(replayRun())).resolves.toBeUndefined();
    expect(told).toEqual([
      [expect.stringContaining('Get Status'), expect.objectContaining({ code: 'ECONNREFUSED' })],
    ]);
    expect(JSON.stringify(told)).not.toContain('secret');
  });

  it('gives up on a database that does not answer', async () => {
    const never = () => new Promise<never>(() => undefined);
    const clock = new ManualClock(undefined, true);
    const start = clock.elapsed();
    const { run, told } = remembering(never, clock);
    await expect(run(replayRun())).resolves.toBeUndefined();
    expect(clock.elapsed() - start).toBeLessThanOrEqual(3000);
    expect(told).toHaveLength(1);
  });

  it('says in the log that the schema is no name, as it does of any other fault', async () => {
    const { logger, told } = { told: [] as unknown[], logger: { ...silentLogger } };
    logger.warn = (message) => told.push(message);
    const parts = { schema: '', target, clock: new ManualClock(), logger };
    const pool = { end, connect: () => Promise.reject(new Error('unused')) };
    await expect(rememberRun(pool, parts)(replayRun())).resolves.toBeUndefined();
    expect(told).toHaveLength(1);
  });
});
