import { eventually } from '../support/eventually';
import { expectConserved, spooledText, storedRows } from '../support/faults/conservation';
import { COMMIT, INSERT, type StatementFault } from '../support/faults/plannedFault';
import { type FaultStage, notes, stageFault } from '../support/faults/stageFault';

let stage: FaultStage;
beforeEach(async () => {
  stage = await stageFault();
});
afterEach(() => stage.end());

/** Logs two events while a fault befalls the first statement that matches. */
async function logUnder(on: RegExp, fault: StatementFault, options = {}) {
  const planned = stage.proxy.plan({ on, fault });
  const run = await stage.log(notes(fault.kind, 2), { options });
  expect(planned.count).toBe(1);
  return { run, planned };
}

describe('a connection that is cut while Log Activity writes', () => {
  it('Row 6: an INSERT whose answer is swallowed is undone by the server and made again', async () => {
    const { run, planned } = await logUnder(INSERT, { kind: 'swallowAnswer' });
    expect(planned.swallowed).toEqual([expect.stringMatching(/^(SELECT|INSERT) /)]);
    expect(run.receipts[1]).toMatchObject({ outcome: 'written', attempts: 2 });
    await expectConserved(stage, run);
  });

  it('Row 7: a COMMIT whose answer is swallowed leaves one row, which the retry recognises', async () => {
    const { run, planned } = await logUnder(COMMIT, { kind: 'swallowAnswer' });
    expect(planned.swallowed).toEqual(['COMMIT']);
    expect(run.receipts[1]).toMatchObject({ outcome: 'duplicate', attempts: 2, keptIn: null });
    await expectConserved(stage, run);
  });

  it('Row 7: a COMMIT whose answer is swallowed at the last attempt is a duplicate at replay', async () => {
    const fault = { kind: 'swallowAnswer' } as const;
    const { run } = await logUnder(COMMIT, fault, { attempts: 1 });
    expect(run.receipts[1]).toMatchObject({ outcome: 'deadLettered', keptIn: 'spool' });
    expect(await storedRows(stage.database)).toHaveLength(2);
    await expectConserved(stage, run);
  });

  it('Row 8: a COMMIT that is answered with ROLLBACK is a failed attempt, not a written event', async () => {
    const { run } = await logUnder(COMMIT, { kind: 'replace', by: 'rollback' });
    expect(run.receipts[0]).toMatchObject({ outcome: 'written', attempts: 2 });
    await expectConserved(stage, run);
  });

  it('Row 8: a COMMIT that is always answered with ROLLBACK ends in the retry queue', async () => {
    const fault = { kind: 'replace', by: 'rollback' } as const;
    const { run } = await logUnder(COMMIT, fault, { attempts: 1 });
    expect(run.receipts[0]).toMatchObject({ outcome: 'deadLettered', code: 'rolled_back' });
    expect(await storedRows(stage.database)).toEqual([]);
    await expectConserved(stage, run);
  });

  it.each(['reset', 'finish'] as const)(
    'Row 9: a connection that ends with %s in a statement is replaced and the events are written',
    async (kind) => {
      const { run } = await logUnder(INSERT, { kind });
      expect(run.receipts[0]).toMatchObject({ outcome: 'written', attempts: 2 });
      await expectConserved(stage, run);
    },
  );
});

describe('a connection that goes silent while Log Activity writes', () => {
  it('Row 10: a black hole in a statement costs no more than the time limit', async () => {
    const limits = { attempts: 3, totalTimeLimit: 1000 };
    const { run } = await logUnder(INSERT, { kind: 'blackHole' }, limits);
    expect(run.receipts[0]?.durationMs).toBeLessThan(1000 + 1000);
    expect(run.receipts[0]).toMatchObject({ outcome: 'deadLettered', code: 'no_answer' });
    expect(run.receipts[0]).toMatchObject({ keptIn: 'spool' });
    await expectConserved(stage, run);
  });

  it('Row 12: a write that the server makes after the time limit gets no second row', async () => {
    const limits = { attempts: 1, totalTimeLimit: 1000 };
    const { run, planned } = await logUnder(COMMIT, { kind: 'holdRequest' }, limits);
    expect(run.receipts[0]).toMatchObject({ outcome: 'deadLettered', code: 'no_answer' });
    expect(await storedRows(stage.database)).toEqual([]);
    expect(spooledText(stage.spoolFolder)).toContain(run.receipts[0]?.eventId);
    planned.release();
    await eventually('the late write', async () => (await storedRows(stage.database)).length > 0);
    await expectConserved(stage, run);
  });
});

describe('a connection that ends while nobody uses it', () => {
  it.each([
    ['the server', () => terminateIdle()],
    ['a reset', () => Promise.resolve(stage.proxy.cutAll('reset'))],
    ['an orderly end', () => Promise.resolve(stage.proxy.cutAll('finish'))],
  ])(
    'Row 49: an idle connection that is terminated by %s harms neither process nor next write',
    async (_, terminate) => {
      const first = await stage.log(notes('before', 1));
      expect(await terminate()).toBe(1);
      const second = await stage.log(notes('after', 1));
      expect(second.receipts[0]).toMatchObject({ outcome: 'written' });
      await expectConserved(stage, first, second);
    },
  );

  async function terminateIdle(): Promise<number> {
    const rows = await stage.database.query(
      `select pg_terminate_backend(pid, 5000) from pg_stat_activity
       where datname = current_database() and application_name = 'n8n-nodes-activity-log'
         and state = 'idle' and pid <> pg_backend_pid()`,
    );
    return rows.length;
  }
});
