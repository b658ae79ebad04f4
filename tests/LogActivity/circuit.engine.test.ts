import { freePort } from '../../stand/freePort';
import { storedRows } from '../support/faults/conservation';
import { type LogActivityStage, stageLogActivity } from '../support/logActivityNode';
import { runReplay } from '../support/replayNode';

let stage: LogActivityStage;
beforeEach(async () => {
  stage = await stageLogActivity();
});
afterEach(() => stage.end());

const ITEMS = [{ message: 'one' }, { message: 'two' }];
const ONE_TRY = { options: { attempts: 1 } };

describe('Log Activity after two executions in vain', () => {
  it('keeps the events of the third at once, saying why, and tries a corrected credential', async () => {
    const credential = { port: await freePort() };
    for (let time = 0; time < 2; time++) {
      const { receipts } = await stage.run(ITEMS, ONE_TRY, { credential });
      expect(receipts[0]).toMatchObject({ attempts: 1, code: 'ECONNREFUSED' });
    }
    const { receipts, deadLettered } = await stage.run(ITEMS, ONE_TRY, { credential });
    expect(deadLettered).toHaveLength(2);
    expect(receipts[0]).toMatchObject({
      ...{ outcome: 'deadLettered', keptIn: 'spool', attempts: 0, code: 'circuit_open' },
    });
    expect(receipts[0]?.message).toContain('PostgreSQL refuses connections. (ECONNREFUSED)');
    const corrected = await stage.run([{ message: 'three' }]);
    expect(corrected.receipts).toMatchObject([{ outcome: 'written' }]);
    // What waited for the same target came along.
    expect(await storedRows(stage.database)).toHaveLength(7);
  });

  it('tries again as soon as Set Up Database has made what was missing', async () => {
    const { database, spoolFolder } = stage;
    await database.query('alter table lead_activity_log rename to gone');
    for (let time = 0; time < 2; time++) await stage.run(ITEMS, ONE_TRY);
    const spared = await stage.run(ITEMS, ONE_TRY);
    expect(spared.receipts[0]).toMatchObject({ attempts: 0, code: 'circuit_open' });
    await database.query('alter table gone rename to lead_activity_log');
    const setUp = { operation: 'setUpDatabase', dryRun: false };
    const { error } = await runReplay({ database: database.name, spoolFolder }, setUp);
    expect(error).toBeUndefined();
    const { receipts } = await stage.run(ITEMS, ONE_TRY);
    expect(receipts.map(({ outcome }) => outcome)).toEqual(['written', 'written']);
  });
});
