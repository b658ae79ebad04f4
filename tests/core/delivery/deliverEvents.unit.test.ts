import fc from 'fast-check';
import type { WritableEvent } from '../../../nodes/core/activity/activityEvent';
import { type DeliveryOutcome, deliverEvents } from '../../../nodes/core/delivery/deliverEvents';
import { retryContext, ScriptedSink } from '../../support/failingWrites';
import { ManualClock } from '../../support/manualClock';
import { failure, storedEvent } from '../../support/queueEntries';

const EVENTS = Array.from({ length: 500 }, (_, number) => storedEvent(number));
const refuseNothing = () => undefined;

function poisonedBy(poison: ReadonlySet<string>) {
  return (events: readonly WritableEvent[]) => {
    if (events.some(({ id }) => poison.has(id))) throw failure({ lane: 'payload', code: '22P02' });
  };
}

const kinds = (outcomes: readonly DeliveryOutcome[]) => outcomes.map(({ kind }) => kind);

let clock: ManualClock;
beforeEach(() => {
  clock = new ManualClock(undefined, true);
});

describe('delivering events', () => {
  it('writes them in batches and answers for each, in order', async () => {
    const sink = new ScriptedSink(clock, refuseNothing);
    const context = retryContext(clock, { policy: { batchSize: 200 } });
    const outcomes = await deliverEvents(EVENTS, sink, context);
    expect(sink.writes.map(({ ids }) => ids.length)).toEqual([200, 200, 100]);
    expect(
      outcomes.map((outcome) => outcome.kind === 'delivered' && outcome.receipt.eventId),
    ).toEqual(EVENTS.map(({ id }) => id));
    expect(outcomes.every(({ attempts }) => attempts === 1)).toBe(true);
  });

  it('asks the sink for nothing when there is nothing', async () => {
    const sink = new ScriptedSink(clock, refuseNothing);
    expect(await deliverEvents([], sink, retryContext(clock))).toEqual([]);
    expect(sink.writes).toEqual([]);
  });

  it('tries a batch again while the failure is transient', async () => {
    const sink = new ScriptedSink(clock, (_, count) => {
      if (count < 3) throw failure();
    });
    const [outcome] = await deliverEvents(EVENTS.slice(0, 1), sink, retryContext(clock));
    expect(outcome).toMatchObject({ kind: 'delivered', attempts: 3 });
  });

  it('throws what is no failure of a write', async () => {
    const bug = new TypeError('a bug');
    const sink = new ScriptedSink(clock, () => {
      throw bug;
    });
    await expect(deliverEvents(EVENTS, sink, retryContext(clock))).rejects.toBe(bug);
  });
});

describe('bad events in a batch', () => {
  it('are left out, whichever they are, and all their neighbours are written once', async () => {
    const indexes = fc.uniqueArray(fc.nat(EVENTS.length - 1), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(indexes, async (bad) => {
        const poison = new Set(bad.map((index) => storedEvent(index).id));
        const sink = new ScriptedSink(clock, poisonedBy(poison));
        const outcomes = await deliverEvents(EVENTS, sink, retryContext(clock));
        expect(kinds(outcomes)).toEqual(
          EVENTS.map(({ id }) => (poison.has(id) ? 'undelivered' : 'delivered')),
        );
        expect(sink.stored).toEqual(EVENTS.flatMap(({ id }) => (poison.has(id) ? [] : [id])));
      }),
      { numRuns: 30 },
    );
  });

  it('are all left out when every one is bad', async () => {
    const events = EVENTS.slice(0, 9);
    const sink = new ScriptedSink(clock, poisonedBy(new Set(events.map(({ id }) => id))));
    const outcomes = await deliverEvents(events, sink, retryContext(clock));
    expect(kinds(outcomes)).toEqual(events.map(() => 'undelivered'));
    expect(sink.stored).toEqual([]);
  });

  it('cost one try each: halving the batch is none, and nobody waits', async () => {
    const [bad] = EVENTS;
    const sink = new ScriptedSink(clock, poisonedBy(new Set([bad?.id ?? ''])));
    const begun = clock.elapsed();
    const outcomes = await deliverEvents(EVENTS, sink, retryContext(clock));
    expect(outcomes.every(({ attempts }) => attempts === 1)).toBe(true);
    expect(clock.elapsed()).toBe(begun);
    expect(sink.writes.length).toBeLessThanOrEqual(2 * Math.ceil(Math.log2(500)) + 1);
  });
});

describe('an outage', () => {
  const policy = { batchSize: 100 };

  it('costs the first batch all its tries and each batch behind it one', async () => {
    const sink = new ScriptedSink(clock, () => {
      throw failure();
    });
    const outcomes = await deliverEvents(EVENTS, sink, retryContext(clock, { policy }));
    expect(sink.writes.map(({ ids }) => ids[0])).toEqual(
      [0, 0, 0, 100, 200, 300, 400].map((index) => storedEvent(index).id),
    );
    expect(outcomes.map(({ attempts }) => attempts)).toEqual(
      EVENTS.map((_, index) => (index < 100 ? 3 : 1)),
    );
  });

  it('does not keep a later batch from being written once it is over', async () => {
    const sink = new ScriptedSink(clock, (_, count) => {
      if (count <= 3) throw failure();
    });
    const outcomes = await deliverEvents(EVENTS, sink, retryContext(clock, { policy }));
    expect(kinds(outcomes)).toEqual(
      EVENTS.map((_, index) => (index < 100 ? 'undelivered' : 'delivered')),
    );
  });

  it('of the environment is confirmed once, then met with one try a batch', async () => {
    const sink = new ScriptedSink(clock, () => {
      throw failure({ lane: 'environment', code: '42P01' });
    });
    await deliverEvents(EVENTS, sink, retryContext(clock, { policy }));
    expect(sink.writes).toHaveLength(2 + 4);
  });

  it('is not what a bad event is: the batches behind that keep their tries', async () => {
    const bad = storedEvent(0).id;
    let failures = 0;
    const sink = new ScriptedSink(clock, (events) => {
      poisonedBy(new Set([bad]))(events);
      if (events[0]?.id === storedEvent(100).id && failures++ < 2) throw failure();
    });
    const outcomes = await deliverEvents(EVENTS, sink, retryContext(clock, { policy }));
    expect(outcomes[100]).toMatchObject({ kind: 'delivered', attempts: 3 });
  });
});

describe('the time limit', () => {
  it('leaves the batches that it cuts off untried, with its own reason', async () => {
    const sink = new ScriptedSink(clock, () => clock.advance(9000));
    const context = retryContext(clock, { policy: { batchSize: 100 } });
    const outcomes = await deliverEvents(EVENTS, sink, context);
    expect(sink.writes).toHaveLength(2);
    expect(outcomes.slice(0, 200).every(({ kind }) => kind === 'delivered')).toBe(true);
    for (const outcome of outcomes.slice(200)) {
      expect(outcome).toMatchObject({
        kind: 'undelivered',
        attempts: 0,
        failure: { lane: 'transient', code: 'time_limit' },
      });
    }
  });

  it('stops the halving of a batch', async () => {
    const sink = new ScriptedSink(clock, () => {
      clock.advance(6000);
      throw failure({ lane: 'payload' });
    });
    const outcomes = await deliverEvents(EVENTS, sink, retryContext(clock));
    expect(sink.writes).toHaveLength(3);
    expect(outcomes).toHaveLength(EVENTS.length);
    expect(outcomes.at(-1)).toMatchObject({ failure: { code: 'time_limit' }, attempts: 0 });
  });

  it('bounds the statement and the wait for its answer', async () => {
    const sink = new ScriptedSink(clock, (_, count) => {
      clock.advance(12_000);
      if (count === 1) throw failure();
    });
    const context = retryContext(clock);
    await deliverEvents(EVENTS.slice(0, 1), sink, context);
    const [first, second] = sink.writes;
    expect(first?.limits.statementTimeout).toBe(5000);
    expect(first?.limits.deadline).toBe((first?.at ?? 0) + 8000);
    expect(second?.limits.statementTimeout).toBe(3000);
    expect(second?.limits.deadline).toBe(context.deadline);
  });
});

describe('cancelling the execution', () => {
  it('leaves every batch one try, and none is waited for', async () => {
    const sink = new ScriptedSink(clock, () => {
      throw failure();
    });
    const policy = { batchSize: 250 };
    const context = retryContext(clock, { policy, signal: AbortSignal.abort() });
    const outcomes = await deliverEvents(EVENTS, sink, context);
    expect(sink.writes).toHaveLength(2);
    expect(outcomes.every(({ attempts }) => attempts === 1)).toBe(true);
  });
});
