import type { LogReceipt } from '../../nodes/core/logReceipt';
import { DEFAULT_RETRY_POLICY } from '../../nodes/core/delivery/retryPolicy';
import { memoryStage, type MemoryStage, requestsOf } from '../support/logActivityStage';
import { failure, queueEntry, storedEvent, target } from '../support/queueEntries';

const outcomes = (receipts: readonly LogReceipt[]) => receipts.map(({ outcome }) => outcome);

let stage: MemoryStage;
beforeEach(() => {
  stage = memoryStage();
});

async function timeOf(work: Promise<unknown>): Promise<number> {
  const start = stage.clock.elapsed();
  await work;
  return stage.clock.elapsed() - start;
}

async function spooled(): Promise<string[]> {
  const now = stage.clock.now();
  const claim = await stage.spool.claimDue({ target, now, limit: 10_000, includeNotDue: true });
  return claim.entries.map(({ eventId }) => eventId);
}

describe('what waits in the spool', () => {
  const waiting = (...numbers: number[]) =>
    stage.spool.put(
      numbers.map((number) => queueEntry(number)),
      stage.clock.elapsed() + 3000,
    );

  it('is taken along once the database has taken this execution’s events', async () => {
    await waiting(1, 2);
    await stage.log(requestsOf(1));
    expect(stage.sink.stored.has(storedEvent(1).id)).toBe(true);
    expect(stage.sink.stored.size).toBe(3);
    expect(await spooled()).toEqual([]);
    expect(stage.reports).toMatchObject([{ delivered: 3, kept: [] }]);
    expect(stage.queue.toldOf).toMatchObject([{ outcome: 'replayed' }, { outcome: 'replayed' }]);
  });

  it('is taken along 100 at a time', async () => {
    await waiting(...Array.from({ length: 130 }, (_, index) => index));
    await stage.log(requestsOf(1));
    expect(stage.sink.stored.size).toBe(101);
    expect(await spooled()).toHaveLength(30);
  });

  it.each<[string, () => Parameters<MemoryStage['log']>[1]]>([
    ['the execution was cancelled', () => ({ signal: AbortSignal.abort() })],
    ['an event of the execution met an outage', failOnce],
  ])('stays when %s', async (_, change) => {
    await waiting(1);
    const policy = { ...DEFAULT_RETRY_POLICY, attempts: 1, batchSize: 1 };
    await stage.log(requestsOf(2), { ...change(), policy });
    expect(stage.sink.stored.has(storedEvent(1).id)).toBe(false);
  });

  function failOnce(): object {
    let isFirst = true;
    stage.sink.onEvent = () => {
      if (isFirst) {
        isFirst = false;
        throw failure();
      }
    };
    return {};
  }

  it('does not hold the execution for more than 2 s, and goes back when it comes too late', async () => {
    await waiting(1);
    let claims = 0;
    const claimDue: typeof stage.spool.claimDue = async (request) => {
      claims++;
      await stage.clock.sleep(60_000);
      return stage.spool.claimDue(request);
    };
    const spool = Object.assign(Object.create(stage.spool) as typeof stage.spool, { claimDue });
    expect(await timeOf(stage.log(requestsOf(1), { spool }))).toBe(2000);
    expect(claims).toBe(1);
    await stage.clock.sleep(61_000);
    expect(stage.sink.stored.size).toBe(1);
    expect(await spooled()).toEqual([storedEvent(1).id]);
  });

  it('changes no receipt when it cannot be read', async () => {
    const claimDue = () => Promise.reject(new Error('?'));
    const spool = Object.assign(Object.create(stage.spool) as typeof stage.spool, { claimDue });
    expect(outcomes(await stage.log(requestsOf(1), { spool }))).toEqual(['written']);
    expect(stage.warnings.join()).toContain('The spool was not drained');
  });

  it('and fails again is announced, and what this execution kept is not tried twice', async () => {
    await waiting(1);
    stage.queue.behaviour = 'refuses';
    const poison = storedEvent(1).id;
    stage.sink.onEvent = ({ id, messageContent }) => {
      if (id === poison) throw failure({ lane: 'payload', code: '22001' });
      if (messageContent === 'orphan') throw failure({ lane: 'payload', waitsForParent: true });
    };
    const [orphan] = requestsOf(1);
    if (orphan === undefined) throw new Error('There is no request.');
    const input = { ...(orphan.input as object), messageContent: 'orphan' };
    const receipts = await stage.log([{ ...orphan, input }, ...requestsOf(1)]);
    expect(receipts[0]).toMatchObject({ outcome: 'deadLettered', keptIn: 'spool' });
    expect(stage.reports[0]?.kept).toMatchObject([
      { entry: { eventId: receipts[0]?.eventId, replays: 0 } },
      { entry: { eventId: poison, state: 'parked' }, keptIn: 'spool' },
    ]);
  });
});
