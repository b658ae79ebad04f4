import type { AskForTypes } from '../../nodes/core/typeKnowledge';
import type { LogReceipt } from '../../nodes/core/logReceipt';
import { DEFAULT_RETRY_POLICY } from '../../nodes/core/delivery/retryPolicy';
import { memoryStage, type MemoryStage, requestsOf } from '../support/logActivityStage';
import { failure } from '../support/queueEntries';

const LONGEST_RUN = 27_000;
const never = () => new Promise<never>(() => undefined);
const outcomes = (receipts: readonly LogReceipt[]) => receipts.map(({ outcome }) => outcome);

let stage: MemoryStage;
beforeEach(() => {
  stage = memoryStage();
});

/** From now on the database fails like this. */
function failsWith(words: Parameters<typeof failure>[0]): void {
  stage.sink.onEvent = () => {
    throw failure(words);
  };
}

async function timeOf(work: Promise<unknown>): Promise<number> {
  const start = stage.clock.elapsed();
  await work;
  return stage.clock.elapsed() - start;
}

describe('many requests', () => {
  it('are read one after the other, each once, and one chunk ahead at most', async () => {
    const requests = requestsOf(1200);
    const reads: number[] = [];
    const waiting: number[] = [];
    const lazy = {
      length: requests.length,
      at: (index: number) => {
        reads.push(index);
        waiting.push(index - stage.sink.stored.size);
        return requests[index];
      },
    };
    const receipts = await stage.log(lazy as unknown as typeof requests);
    expect(outcomes(receipts)).toEqual(requests.map(() => 'written'));
    expect(reads).toEqual(requests.map((_, index) => index));
    expect(Math.max(...waiting)).toBeLessThan(1000);
  });

  it('are all tried although reading them takes longer than the database may', async () => {
    const requests = requestsOf(1200);
    const slow = {
      length: requests.length,
      at: (index: number) => {
        stage.clock.advance(20);
        return requests[index];
      },
    };
    const receipts = await stage.log(slow as unknown as typeof requests);
    expect(outcomes(receipts)).toEqual(requests.map(() => 'written'));
  });

  it('ask the database once about each event type that the catalog does not know', async () => {
    const asked: (readonly string[])[] = [];
    const registeredTypes: AskForTypes = (wanted) => {
      asked.push(wanted);
      return Promise.resolve(
        new Map(wanted.map((name) => [name, { name, category: 'SYSTEM', description: null }])),
      );
    };
    const requests = [...requestsOf(1100, 'CUSTOM_ONE'), ...requestsOf(10, 'CUSTOM_TWO')];
    const receipts = await stage.log(requests, { registeredTypes });
    expect(asked).toEqual([['CUSTOM_ONE'], ['CUSTOM_TWO']]);
    expect(outcomes(receipts)).toEqual(requests.map(() => 'written'));
  });

  it('ask a database that does not answer about event types once', async () => {
    let asked = 0;
    const registeredTypes: AskForTypes = () => {
      asked++;
      return Promise.resolve(null);
    };
    await stage.log(requestsOf(1600, 'CUSTOM_ONE'), { registeredTypes });
    expect(asked).toBe(1);
  });

  it('ask nothing while the circuit is open', async () => {
    stage.breaker.failed(failure());
    stage.breaker.failed(failure());
    let asked = 0;
    const registeredTypes: AskForTypes = () => {
      asked++;
      return Promise.resolve(null);
    };
    const [receipt] = await stage.log(requestsOf(1, 'CUSTOM_ONE'), { registeredTypes });
    expect(asked).toBe(0);
    expect(receipt).toMatchObject({
      ...{ outcome: 'deadLettered', keptIn: 'spool', attempts: 0, code: 'circuit_open' },
    });
  });
});

describe('the deadline of an execution', () => {
  it('holds when database, queue, spool and alerts all hang, and 10,000 events are lost loudly', async () => {
    stage.queue.behaviour = 'hangs';
    const spool = Object.assign(Object.create(stage.spool) as typeof stage.spool, { put: never });
    const write = async () => {
      // As the sink does it: no connection for 3 s.
      await stage.clock.sleep(3000);
      throw failure({ code: 'no_answer' });
    };
    const stores = { whileAnswering: [stage.queue, spool], whileSilent: [stage.queue, spool] };
    const changes = { sink: { write, replay: never }, stores, announcer: { announce: never } };
    let receipts: LogReceipt[] = [];
    const took = await timeOf(
      stage.log(requestsOf(10_000), changes).then((all) => (receipts = all)),
    );
    expect(took).toBeLessThanOrEqual(LONGEST_RUN + 100);
    expect(outcomes(receipts)).toEqual(receipts.map(() => 'lost'));
    expect(receipts).toHaveLength(10_000);
  });

  it('leaves the spool its 3 s when a queue hangs, and keeps every event there', async () => {
    stage.queue.behaviour = 'hangs';
    failsWith({ lane: 'environment', code: '42P01' });
    const start = stage.clock.elapsed();
    const receipts = await stage.log(requestsOf(3));
    expect(receipts.map(({ keptIn }) => keptIn)).toEqual(['spool', 'spool', 'spool']);
    const queueBegan = start + 1000;
    expect(stage.queue.deadlines).toEqual([queueBegan + 5000]);
    expect(stage.clock.elapsed()).toBe(queueBegan + 5100);
  });

  it('cuts a queue short that is asked late, but never the spool', async () => {
    const deadlines: number[] = [];
    const put: typeof stage.spool.put = (entries, deadline) => {
      deadlines.push(deadline - stage.clock.elapsed());
      return stage.spool.put(entries, deadline);
    };
    const spool = Object.assign(Object.create(stage.spool) as typeof stage.spool, { put });
    stage.queue.behaviour = 'refuses';
    stage.sink.onEvent = () => {
      stage.clock.advance(20_000);
      throw failure({ lane: 'payload' });
    };
    const start = stage.clock.elapsed();
    await stage.log(requestsOf(1), {
      stores: { whileAnswering: [stage.queue, spool], whileSilent: [spool, stage.queue] },
    });
    expect(stage.queue.deadlines).toEqual([start + LONGEST_RUN - 3000 - 3000]);
    expect(deadlines).toEqual([3000]);
  });
});

describe('events of one identity in different chunks', () => {
  it('are one row and a duplicate, or a conflict when they differ', async () => {
    const [one, other] = requestsOf(2);
    if (one === undefined || other === undefined) throw new Error('There are no requests.');
    const policy = { ...DEFAULT_RETRY_POLICY, batchSize: 1 };
    const altered = { ...one, input: { ...(one.input as object), messageContent: 'other' } };
    const receipts = await stage.log([one, other, one, altered], { policy });
    expect(outcomes(receipts)).toEqual(['written', 'written', 'duplicate', 'conflict']);
    expect(receipts[3]).toMatchObject({ keptIn: 'queueTable', code: 'conflict' });
  });
});
