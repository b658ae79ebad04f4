import { expectConserved, queuedIds } from '../support/faults/conservation';
import { INSERT } from '../support/faults/plannedFault';
import { type FaultStage, notes, stageFault } from '../support/faults/stageFault';
import { takeWallClock } from '../support/faults/wallClock';

const DAY = 24 * 3_600_000;
const OFF_BY_A_DAY = [
  ['ahead', DAY],
  ['behind', -DAY],
] as const;

const clock = takeWallClock();
let stage: FaultStage;
beforeEach(async () => {
  stage = await stageFault();
});
afterEach(async () => {
  clock.restore();
  await stage.end();
});

const ahead = (timestamp: string | undefined) => Date.parse(timestamp ?? '') - Date.now();

describe('a wall clock that is wrong', () => {
  it.each(OFF_BY_A_DAY)(
    'Row 48: a clock a day %s gives one row per event, at the time that it showed',
    async (_, offset) => {
      clock.set(offset);
      const same = { executionId: `clock ${offset}` };
      const first = await stage.log(notes('wrong', 2), {}, same);
      const second = await stage.log(notes('wrong', 2), {}, same);
      expect(first.receipts[0]).toMatchObject({ outcome: 'written' });
      expect(second.receipts[0]).toMatchObject({ outcome: 'duplicate' });
      expect(Math.abs(ahead(first.receipts[0]?.timestamp) - offset)).toBeLessThan(60_000);
      await expectConserved(stage, first, second);
    },
  );

  it.each(OFF_BY_A_DAY)(
    'Row 48: a clock that is set a day %s between two attempts changes no wait and no id',
    async (_, offset) => {
      const planned = stage.proxy.plan({
        on: INSERT,
        fault: { kind: 'reset' },
        when: () => {
          clock.set(offset);
          return true;
        },
      });
      const run = await stage.log(notes('set', 2), { options: { firstDelay: 500 } });
      expect(planned.count).toBe(1);
      expect(run.receipts[0]).toMatchObject({ outcome: 'written', attempts: 2 });
      expect(run.receipts[0]?.durationMs).toBeGreaterThan(500 * 0.8 - 1);
      expect(run.receipts[0]?.durationMs).toBeLessThan(10_000);
      expect(Math.abs(ahead(run.receipts[0]?.timestamp))).toBeLessThan(60_000);
      await expectConserved(stage, run);
    },
  );

  describe.each(OFF_BY_A_DAY)('by a day %s', (_, offset) => {
    const options = { attempts: 1 };

    it('Row 48: events that it put into the spool are replayed by a right clock', async () => {
      clock.set(offset);
      stage.proxy.refuse();
      const run = await stage.log(notes('spooled', 2), { options });
      expect(run.receipts[0]).toMatchObject({ keptIn: 'spool' });
      clock.restore();
      await expectConserved(stage, run);
    });

    it('Row 48: events that it put into the queue table are replayed by a right clock', async () => {
      clock.set(offset);
      const run = await queueByMissingColumn();
      clock.restore();
      await expectConserved(stage, run);
    });

    it('Row 48: events that a right clock put into the queue table are replayed by it', async () => {
      const run = await queueByMissingColumn();
      clock.set(offset);
      await expectConserved(stage, run);
    });

    async function queueByMissingColumn() {
      const { database } = stage;
      await database.query('alter table lead_activity_log drop column visitor_token');
      const run = await stage.log(notes('queued', 2), { options });
      expect(await queuedIds(database)).toHaveLength(2);
      await database.query('alter table lead_activity_log add column visitor_token text');
      return run;
    }
  });
});
