import { eventually } from '../support/eventually';
import { queuedIds, spooledText, storedRows } from '../support/faults/conservation';
import { LoggingProcess } from '../support/faults/loggingProcess';
import { type FaultStage, notes, stageFault } from '../support/faults/stageFault';

let stage: FaultStage;
beforeEach(async () => {
  stage = await stageFault();
});
afterEach(() => stage.end());

/** A back-off that a test would have to wait for long. */
const PATIENT = { attempts: 3, firstDelay: 4000 };
const ITEMS = notes('cancelled', 3);

/** An execution whose attempts are all refused, so that it backs off. */
function logInVain(signal: AbortSignal) {
  stage.proxy.reception = 'reset';
  return stage.log(ITEMS, { options: PATIENT }, { signal });
}

const isSpooled = () => {
  const text = spooledText(stage.spoolFolder);
  return ITEMS.every(({ message }) => text.includes(message));
};

/** What was kept is replayed, once each. */
async function expectReplayed(): Promise<void> {
  expect([await storedRows(stage.database), await queuedIds(stage.database)]).toEqual([[], []]);
  stage.proxy.calm();
  expect((await stage.replay()).summary).toMatchObject({ replayed: 3, remaining: 0 });
  const rows = await storedRows(stage.database);
  expect(rows.map((row) => row.message_content).sort()).toEqual(
    ITEMS.map(({ message }) => message),
  );
}

describe('an execution that is ended during its back-off', () => {
  it('Row 37: by a person keeps its events at once and makes no further attempt', async () => {
    const cancel = new AbortController();
    const logging = logInVain(cancel.signal);
    await eventually('it backs off', () => stage.proxy.counts.resetAtConnect > 0);
    const start = performance.now();
    cancel.abort();
    await logging;
    await eventually('the events are in the spool', isSpooled);
    expect(performance.now() - start).toBeLessThan(PATIENT.firstDelay * 0.8 - 1000);
    expect(stage.proxy.counts.resetAtConnect).toBe(1);
    await expectReplayed();
  });

  it('Row 37: by the time-out of its workflow, which is the same signal, likewise', async () => {
    await logInVain(AbortSignal.timeout(1500));
    await eventually('the events are in the spool', isSpooled);
    expect(stage.proxy.counts.resetAtConnect).toBe(1);
    await expectReplayed();
  });

  it('Row 38: by SIGTERM to its process keeps its events before the process ends', async () => {
    stage.proxy.refuse();
    const running = new LoggingProcess({
      config: { ...stage.database.config, port: stage.proxy.port },
      target: { credentialId: 'db', database: stage.database.name, schema: 'public' },
      spoolFolder: stage.spoolFolder,
      executionId: 'terminated',
      inputs: ITEMS.map(({ message }) => ({
        ...{ eventType: 'NOTE_ADDED', messageContent: message, fields: { note: 'x' } },
      })),
      ...PATIENT,
    });
    await running.failsOnce();
    const start = performance.now();
    running.terminate();
    const receipts = await running.receipts();
    expect(performance.now() - start).toBeLessThan(PATIENT.firstDelay * 0.8 - 1000);
    expect(receipts).toHaveLength(3);
    for (const receipt of receipts) {
      expect(receipt).toMatchObject({ outcome: 'deadLettered', keptIn: 'spool', attempts: 1 });
    }
    await stage.proxy.accept();
    await expectReplayed();
  });
});
