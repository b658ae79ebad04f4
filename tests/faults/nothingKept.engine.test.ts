import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expectConserved, queuedIds, storedRows } from '../support/faults/conservation';
import { BEGIN, COMMIT, QUEUE_PUT } from '../support/faults/plannedFault';
import { type FaultStage, notes, stageFault } from '../support/faults/stageFault';

let stage: FaultStage;
beforeEach(async () => {
  stage = await stageFault();
});
afterEach(() => stage.end());

/** One attempt, and a spool folder that cannot be made. */
function withoutSpool(): { attempts: number; spoolFolder: string } {
  const file = join(stage.spoolFolder, 'a-file');
  writeFileSync(file, '');
  return { attempts: 1, spoolFolder: join(file, 'spool') };
}

describe('queue and spool that fail with the database', () => {
  it('Row 43: fail the node, which names every event id, and the rerun writes those', async () => {
    const executionId = 'nothing-kept';
    const cut = stage.proxy.plan({ on: BEGIN, fault: { kind: 'reset' }, times: Infinity });
    const items = notes('nowhere', 3);
    const options = withoutSpool();
    const failed = await stage.log(items, { options }, { executionId });
    expect(cut.count).toBe(2);
    const error = failed.finished.error('Log');
    expect(error?.message).toBe(
      '3 events could be kept neither in the database nor in the retry queue.',
    );
    const named = /Event ids: (.*?)\./.exec(error?.description ?? '')?.[1]?.split(', ');
    expect(named).toHaveLength(3);
    expect(error?.description).toContain('Items, counted from 0: 0 to 2.');
    expect([await storedRows(stage.database), await queuedIds(stage.database)]).toEqual([[], []]);
    stage.proxy.calm();
    const again = await stage.log(items, { options }, { executionId });
    expect(again.receipts.map(({ eventId }) => eventId)).toEqual(named);
    expect(await storedRows(stage.database, named)).toHaveLength(3);
  });

  it('Row 53: cost no second row when n8n runs the node again after a COMMIT without answer', async () => {
    const swallowing = stage.proxy.plan({ on: COMMIT, fault: { kind: 'swallowAnswer' } });
    const fault = { kind: 'reset' } as const;
    const queue = stage.proxy.plan({ on: QUEUE_PUT, fault, times: Infinity });
    const node = { retryOnFail: true, maxTries: 2, waitBetweenTries: 0 };
    const run = await stage.log(notes('once', 1), { options: withoutSpool() }, { node });
    expect([swallowing.swallowed, queue.count]).toEqual([['COMMIT'], 1]);
    expect(run.receipts.map(({ outcome }) => outcome)).toEqual(['duplicate']);
    expect(await storedRows(stage.database)).toHaveLength(1);
    await expectConserved(stage, run);
  });
});
