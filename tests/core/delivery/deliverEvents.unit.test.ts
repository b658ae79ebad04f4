import fc from 'fast-check';
import type { WritableEvent } from '../../../nodes/core/activity/activityEvent';
import { type DeliveryOutcome, EventDelivery } from '../../../nodes/core/delivery/deliverEvents';
import { CircuitBreaker } from '../../../nodes/core/delivery/circuitBreaker';
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

const deliverEvents = (
  events: readonly WritableEvent[],
  ...[sink, context]: ConstructorParameters<typeof EventDelivery>
) => new EventDelivery(sink, context).deliver(events);

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

  it('writes few large ones at a time, so that a statement ends in its time', async () => {
    const sink = new ScriptedSink(clock, refuseNothing);
    const messageContent = 'x'.repeat(300_000);
    const large = EVENTS.map((event) => ({ ...event, messageContent }));
    await deliverEvents(large, sink, retryContext(clock));
    const [first = 0] = sink.writes.map(({ ids }) => ids.length);
    expect(first).toBeGreaterThan(40);
    expect(first).toBeLessThanOrEqual(55);
    expect(sink.stored).toEqual(large.map(({ id }) => id));
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

  it('does not lose events to a mistake of ours, and does not repeat its words', async () => {
    const sink = new ScriptedSink(clock, () => {
      throw new TypeError('cannot read Rumpelstiltskin');
    });
    const [outcome] = await deliverEvents(EVENTS.slice(0, 1), sink, retryContext(clock));
    expect(outcome).toMatchObject({
      kind: 'undelivered',
      failure: { lane: 'transient', code: 'unexpected' },
    });
    const words = outcome?.kind === 'undelivered' ? outcome.failure.message : '';
    expect(words).toContain('TypeError');
    expect(words).not.toContain('Rumpelstiltskin');
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

  it('costs the first batch all its tries, the second one, and the others none', async () => {
    const sink = new ScriptedSink(clock, () => {
      throw failure();
    });
    const outcomes = await deliverEvents(EVENTS, sink, retryContext(clock, { policy }));
    expect(sink.writes.map(({ ids }) => ids[0])).toEqual(
      [0, 0, 0, 100].map((index) => storedEvent(index).id),
    );
    expect(outcomes.map(({ attempts }) => attempts)).toEqual(
      EVENTS.map((_, index) => (index < 100 ? 3 : Number(index < 200))),
    );
    expect(outcomes[200]).toMatchObject({ failure: { lane: 'transient', code: 'circuit_open' } });
  });

  it('spares the next execution every try', async () => {
    const breaker = new CircuitBreaker(clock);
    const context = () => retryContext(clock, { policy, breaker });
    const sink = new ScriptedSink(clock, (_, count) => {
      if (count <= 4) throw failure();
    });
    await deliverEvents(EVENTS, sink, context());
    const outcomes = await deliverEvents(EVENTS, sink, context());
    expect(sink.writes).toHaveLength(4);
    expect(outcomes[0]).toMatchObject({
      ...{ kind: 'undelivered', attempts: 0 },
      failure: { message: expect.stringContaining(failure().message) as string },
    });
    clock.advance(30_000);
    expect(kinds(await deliverEvents(EVENTS, sink, context()))).toEqual(
      EVENTS.map(() => 'delivered'),
    );
  });

  it('gives the trial of a half-open circuit to one batch and one try', async () => {
    const breaker = new CircuitBreaker(clock);
    const context = () => retryContext(clock, { policy, breaker });
    const sink = new ScriptedSink(clock, () => {
      throw failure();
    });
    await deliverEvents(EVENTS, sink, context());
    clock.advance(30_000);
    const outcomes = await deliverEvents(EVENTS, sink, context());
    expect(sink.writes).toHaveLength(4 + 1);
    expect(outcomes.map(({ attempts }) => attempts)).toEqual(
      EVENTS.map((_, index) => Number(index < 100)),
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

  it('of the environment is confirmed once, met with one more try, then with none', async () => {
    const sink = new ScriptedSink(clock, () => {
      throw failure({ lane: 'environment', code: '42P01' });
    });
    await deliverEvents(EVENTS, sink, retryContext(clock, { policy }));
    expect(sink.writes).toHaveLength(2 + 1);
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
    expect(first?.limits.deadline).toBe(context.deadline);
    expect(second?.limits.statementTimeout).toBe(3000);
    expect(second?.limits.deadline).toBe(context.deadline);
  });
});

describe('cancelling the execution', () => {
  const policy = { batchSize: 100 };

  it('leaves one try, and none after an outage: the rest is kept at once', async () => {
    const sink = new ScriptedSink(clock, () => {
      throw failure();
    });
    const begun = clock.elapsed();
    const context = retryContext(clock, { policy, signal: AbortSignal.abort() });
    const outcomes = await deliverEvents(EVENTS, sink, context);
    expect(outcomes.map(({ attempts }) => attempts)).toEqual(
      EVENTS.map((_, index) => Number(index < 100)),
    );
    expect(outcomes.at(-1)).toMatchObject({ failure: { lane: 'transient', code: 'cancelled' } });
    expect(clock.elapsed()).toBe(begun);
  });

  it('writes what is left while the database takes it', async () => {
    const sink = new ScriptedSink(clock, refuseNothing);
    const context = retryContext(clock, { policy, signal: AbortSignal.abort() });
    await deliverEvents(EVENTS, sink, context);
    expect(sink.stored).toHaveLength(EVENTS.length);
  });

  it('says nothing about the target: the next execution tries as ever', async () => {
    const breaker = new CircuitBreaker(clock);
    const sink = new ScriptedSink(clock, () => {
      throw failure();
    });
    const signal = AbortSignal.abort();
    for (let time = 0; time < 3; time++) {
      await deliverEvents(EVENTS, sink, retryContext(clock, { policy, signal, breaker }));
    }
    expect(breaker.isClosed).toBe(true);
  });
});

describe('batches that are delivered together', () => {
  const [one, other, twin] = [storedEvent(1), storedEvent(2), storedEvent(1)];
  const twoAtOnce = (script: ConstructorParameters<typeof ScriptedSink>[1]) =>
    Object.assign(new ScriptedSink(clock, script), { writesAtOnce: 2 });

  it('are as many as the sink takes, and one while the target is in doubt', async () => {
    const breaker = new CircuitBreaker(clock);
    const context = retryContext(clock, { breaker, policy: { attempts: 1 } });
    expect(new EventDelivery(new ScriptedSink(clock, refuseNothing), context).batchesAtOnce).toBe(
      1,
    );
    const sink = twoAtOnce((_, count) => {
      if (count === 1) throw failure();
    });
    const delivery = new EventDelivery(sink, context);
    expect(delivery.batchesAtOnce).toBe(2);
    await delivery.deliver([one]);
    expect(delivery.batchesAtOnce).toBe(1);
    await delivery.deliver([other]);
    expect(delivery.batchesAtOnce).toBe(2);
    breaker.failed(failure());
    breaker.failed(failure());
    expect(delivery.batchesAtOnce).toBe(1);
  });

  it('keep the order of two events with one identity', async () => {
    let letGo: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    const sink = twoAtOnce((_, count) => (count === 1 ? held : undefined));
    const delivery = new EventDelivery(sink, retryContext(clock));
    const all = [delivery.deliver([one]), delivery.deliver([other]), delivery.deliver([twin])];
    await new Promise((resolve) => setImmediate(resolve));
    expect(sink.writes.map(({ ids }) => ids)).toEqual([[one.id], [other.id]]);
    letGo();
    await Promise.all(all);
    expect(sink.writes.map(({ ids }) => ids)).toEqual([[one.id], [other.id], [twin.id]]);
  });
});
