import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expectConserved, storedRows } from '../support/faults/conservation';
import { BEGIN, COMMIT, INSERT } from '../support/faults/plannedFault';
import { type FaultStage, notes, stageFault } from '../support/faults/stageFault';

let stage: FaultStage;
beforeEach(async () => {
  stage = await stageFault();
});
afterEach(() => stage.end());

const node = { retryOnFail: true, maxTries: 2, waitBetweenTries: 0 };

/** Options with which one attempt is made and no file can be written: what fails is lost. */
function nothingToFallBackOn(): { attempts: number; spoolFolder: string } {
  const file = join(stage.spoolFolder, 'a-file');
  writeFileSync(file, '');
  return { attempts: 1, spoolFolder: join(file, 'spool') };
}

describe("n8n's Retry On Fail", () => {
  it('Row 36: a node that failed and runs again writes its events once', async () => {
    // Of the first run, both the write and the way to the queue table.
    const cut = stage.proxy.plan({ on: BEGIN, fault: { kind: 'reset' }, times: 2 });
    const run = await stage.log(notes('again', 2), { options: nothingToFallBackOn() }, { node });
    expect(cut.count).toBe(2);
    expect(run.finished.error('Log')).toBeUndefined();
    expect(run.receipts.map(({ outcome }) => outcome)).toEqual(['written', 'written']);
    await expectConserved(stage, run);
  });

  it('Row 36: a rerun after a COMMIT without answer finds its own ids, and there is one row', async () => {
    const swallowing = stage.proxy.plan({ on: COMMIT, fault: { kind: 'swallowAnswer' } });
    let begins = 0;
    const cut = stage.proxy.plan({
      on: BEGIN,
      fault: { kind: 'reset' },
      when: () => ++begins === 2,
    });
    const run = await stage.log(notes('again', 2), { options: nothingToFallBackOn() }, { node });
    expect([swallowing.swallowed, cut.count]).toEqual([['COMMIT'], 1]);
    expect(run.receipts.map(({ outcome }) => outcome)).toEqual(['duplicate', 'duplicate']);
    expect(await storedRows(stage.database)).toHaveLength(2);
    await expectConserved(stage, run);
  });

  it('Row 36: a successful node that n8n runs again for a key named error writes its events once', async () => {
    const fault = { kind: 'delay', milliseconds: 0 } as const;
    const writes = stage.proxy.plan({ on: INSERT, fault, times: Infinity });
    const items = [{ message: 'with error', error: 'of an earlier node' }];
    const run = await stage.log(items, {}, { node });
    expect(writes.count).toBe(2);
    expect(run.receipts[0]).toMatchObject({ outcome: 'duplicate' });
    await expectConserved(stage, run);
  });
});
