import type { WritableEvent } from '../../nodes/core/activity/activityEvent';
import { CircuitBreaker } from '../../nodes/core/delivery/circuitBreaker';
import type { DeliveryContext } from '../../nodes/core/delivery/deliverEvents';
import { DEFAULT_RETRY_POLICY, type RetryPolicy } from '../../nodes/core/delivery/retryPolicy';
import type { Clock } from '../../nodes/core/ports';
import type {
  EventSink,
  ReplaySink,
  SinkReceipt,
  WriteLimits,
} from '../../nodes/core/sinks/eventSink';

/** One call of a sink, and when it came. */
export interface RecordedWrite {
  readonly at: number;
  readonly ids: readonly string[];
  readonly limits: WriteLimits;
}

/** A sink that does what the test says with each batch, and remembers what it was given. */
export class ScriptedSink implements EventSink, ReplaySink {
  readonly writes: RecordedWrite[] = [];
  readonly stored: string[] = [];

  constructor(
    private readonly clock: Clock,
    /** Throws, or waits, to make the `count`-th write (from 1) of these events fail. */
    private readonly script: (
      events: readonly WritableEvent[],
      count: number,
    ) => void | Promise<void>,
  ) {}

  async write(events: readonly WritableEvent[], limits: WriteLimits): Promise<SinkReceipt[]> {
    const ids = events.map(({ id }) => id);
    this.writes.push({ at: this.clock.elapsed(), ids, limits });
    await this.script(events, this.writes.length);
    this.stored.push(...ids);
    return ids.map((eventId) => ({ outcome: 'written', eventId, warning: null }));
  }

  replay(events: readonly WritableEvent[], limits: WriteLimits): Promise<SinkReceipt[]> {
    return this.write(events, limits);
  }
}

/**
 * A delivery of the default policy without jitter, whose time limit begins now; its circuit is its
 * own and closed.
 */
export function retryContext(
  clock: Clock,
  changes: {
    policy?: Partial<RetryPolicy>;
    signal?: AbortSignal;
    fraction?: number;
    breaker?: CircuitBreaker;
  } = {},
): DeliveryContext {
  const policy = { ...DEFAULT_RETRY_POLICY, ...changes.policy };
  return {
    policy,
    clock,
    random: { bytes: (count) => new Uint8Array(count), fraction: () => changes.fraction ?? 0.5 },
    deadline: clock.elapsed() + policy.totalTimeLimit,
    signal: changes.signal,
    breaker: changes.breaker ?? new CircuitBreaker(clock),
  };
}
