import { freePort } from '../../stand/freePort';
import { eventually } from '../support/eventually';
import { queuedIds, spooledText, storedRows } from '../support/faults/conservation';
import { type LogActivityStage, stageLogActivity } from '../support/logActivityNode';
import { runReplay } from '../support/replayNode';

const ITEMS = [{ message: 'one' }, { message: 'two' }];
const options = { durability: 'journalFirst', attempts: 1 };

let stage: LogActivityStage;
beforeEach(async () => {
  stage = await stageLogActivity();
});
afterEach(() => stage.end());

const place = () => ({ database: stage.database.name, spoolFolder: stage.spoolFolder });

/** What the spool holds while the database has the events and has not answered yet. */
async function spooledInFlight(durability: string): Promise<string> {
  const blocker = await stage.database.pool.connect();
  try {
    await blocker.query('begin');
    await blocker.query('lock table lead_activity_log in access exclusive mode');
    const run = stage.run(ITEMS, { options: { durability } });
    await eventually('the insert waits for the lock', async () => {
      const waiting = await blocker.query(
        "select from pg_locks where not granted and relation = 'lead_activity_log'::regclass",
      );
      return waiting.rows.length > 0;
    });
    const spooled = spooledText(stage.spoolFolder);
    await blocker.query('rollback');
    const { receipts } = await run;
    expect(receipts.map(({ outcome }) => outcome)).toEqual(['written', 'written']);
    return spooled;
  } finally {
    blocker.release(true);
  }
}

describe('Durability: Standard', () => {
  it('puts nothing on the disk while the database is writing', async () => {
    expect(await spooledInFlight('standard')).toBe('');
  });
});

describe('Durability: Journal First', () => {
  it('has the events on the disk while the database is writing, and not afterwards', async () => {
    const spooled = await spooledInFlight('journalFirst');
    for (const { message } of ITEMS) expect(spooled).toContain(`Note added: ${message}`);
    expect(spooledText(stage.spoolFolder)).toBe('');
  });

  it('leaves nothing on the disk once the events are in the table', async () => {
    const { receipts } = await stage.run(ITEMS, { options });
    expect(receipts.map(({ outcome, warning }) => [outcome, warning])).toEqual([
      ['written', null],
      ['written', null],
    ]);
    expect(spooledText(stage.spoolFolder)).toBe('');
  });

  it('leaves each event in the spool once when the database is down', async () => {
    const credential = { port: await freePort() };
    const { receipts } = await stage.run(ITEMS, { options }, { credential });
    expect(receipts.map(({ keptIn }) => keptIn)).toEqual(['spool', 'spool']);
    const status = await runReplay(place(), { operation: 'getStatus' });
    expect(status.summary).toMatchObject({ pending: 2, claimed: 0, parked: 0, notices: [] });
    const { summary } = await runReplay(place());
    expect(summary).toMatchObject({ replayed: 2, duplicates: 0, remaining: 0 });
    const ids = receipts.map(({ eventId }) => eventId).sort();
    expect((await storedRows(stage.database)).map(({ id }) => id).sort()).toEqual(ids);
    expect(spooledText(stage.spoolFolder)).toBe('');
  });

  it('leaves what is parked to the queue table alone', async () => {
    const { receipts } = await stage.run([{ type: 'NO_SUCH_TYPE' }, {}], { options });
    expect(receipts.map(({ outcome }) => outcome)).toEqual(['parked', 'written']);
    expect(receipts[0]?.keptIn).toBe('queueTable');
    expect(await queuedIds(stage.database)).toEqual([receipts[0]?.eventId]);
    expect(spooledText(stage.spoolFolder)).toBe('');
  });
});
