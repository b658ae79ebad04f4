import { expectConserved, storedRows } from '../support/faults/conservation';
import { type FaultStage, notes, stageFault } from '../support/faults/stageFault';

let stage: FaultStage;
beforeEach(async () => {
  stage = await stageFault();
});
afterEach(() => stage.end());

describe('a server that cannot be reached', () => {
  it('Row 1: events whose connection is refused are kept in the spool and replayed once', async () => {
    stage.proxy.refuse();
    const run = await stage.log(notes('refused', 2));
    expect(run.receipts[0]).toMatchObject({
      ...{ outcome: 'deadLettered', keptIn: 'spool', code: 'ECONNREFUSED', attempts: 3 },
    });
    expect(run.deadLettered).toHaveLength(2);
    expect(await storedRows(stage.database)).toEqual([]);
    await expectConserved(stage, run);
    expect((await stage.replay()).summary).toMatchObject({ replayed: 0, duplicates: 0 });
  });

  it('Row 11: a host that takes connections and never answers costs no more than the time limit', async () => {
    stage.proxy.reception = 'blackHole';
    const options = { attempts: 2, totalTimeLimit: 1500 };
    const run = await stage.log(notes('silent', 2), { options });
    expect(stage.proxy.counts.blackHoled).toBeGreaterThan(0);
    expect(run.receipts[0]?.durationMs).toBeLessThan(1500 + 1000);
    expect(run.receipts[0]).toMatchObject({ outcome: 'deadLettered', keptIn: 'spool' });
    await expectConserved(stage, run);
  });
});
