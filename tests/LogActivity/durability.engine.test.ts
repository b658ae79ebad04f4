import { freePort } from '../../stand/freePort';
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

describe('Durability: Journal First', () => {
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
