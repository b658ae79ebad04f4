import type { WritableEvent } from '../activity/activityEvent';
import { batchesOf, eventSize } from '../activity/eventBatches';
import type { EventSink, SinkReceipt } from '../sinks/eventSink';
import { WriteFailure } from '../writeFailure';
import type { CircuitBreaker } from './circuitBreaker';
import { retry, type RetryContext } from './retry';
import { cancelled, timeIsUp, unexpected } from './untriedEvents';

/** What became of one event at the sink. */
export type DeliveryOutcome =
  | { readonly kind: 'delivered'; readonly receipt: SinkReceipt; readonly attempts: number }
  | Undelivered;

interface Undelivered {
  readonly kind: 'undelivered';
  readonly failure: WriteFailure;
  /** 0: it was not even tried. */
  readonly attempts: number;
}

export interface DeliveryContext extends RetryContext {
  /** Of the sink's target. */
  readonly breaker: CircuitBreaker;
}

/** Fewest milliseconds in which a statement can be worth sending. */
const SHORTEST_STATEMENT = 50;

/**
 * The delivery of one execution, in batches, retrying by lane; a batch with a bad event is halved
 * until that event stands alone. After a batch that used up its tries the next gets one; after two
 * the circuit is open and no more are tried.
 */
export class EventDelivery {
  /** What the last batch that was tried failed with, if it was an outage. */
  private outage: WriteFailure | null = null;
  private readonly begun = new Set<string>();
  /** The end of what was begun so far. */
  private landed: Promise<void> = Promise.resolve();

  constructor(
    private readonly sink: EventSink,
    private readonly context: DeliveryContext,
  ) {}

  /** How many calls of `deliver` may be under way together: one while the target is in doubt. */
  get batchesAtOnce(): number {
    const isFit = this.outage === null && this.context.breaker.isClosed;
    return isFit ? (this.sink.writesAtOnce ?? 1) : 1;
  }

  /** @returns one outcome per event, in order; never throws for a failed write */
  deliver(events: readonly WritableEvent[]): Promise<DeliveryOutcome[]> {
    const identities = events.map(identityOf);
    // Of two events with one identity the first is written, also when they come in two batches.
    const isTwin = identities.some((identity) => this.begun.has(identity));
    for (const identity of identities) this.begun.add(identity);
    const delivering = isTwin
      ? this.landed.then(() => this.deliverBatches(events))
      : this.deliverBatches(events);
    // Without their outcomes, which it would hold on to until the execution ends.
    this.landed = Promise.allSettled([this.landed, delivering]).then(() => undefined);
    return delivering;
  }

  private async deliverBatches(events: readonly WritableEvent[]): Promise<DeliveryOutcome[]> {
    const { batchSize } = this.context.policy;
    const outcomes: DeliveryOutcome[] = [];
    for (const batch of batchesOf(events, { most: batchSize, sizeOf: eventSize })) {
      outcomes.push(...(await this.deliverBatch(batch)));
    }
    return outcomes;
  }

  private async deliverBatch(batch: readonly WritableEvent[]): Promise<DeliveryOutcome[]> {
    const { clock, deadline, signal, breaker } = this.context;
    if (clock.elapsed() >= deadline) return undelivered(batch, timeIsUp(this.outage), 0);
    if (signal?.aborted === true && this.outage !== null) {
      return undelivered(batch, cancelled(this.outage), 0);
    }
    const admission = breaker.admit();
    if (admission.kind === 'refused') return undelivered(batch, admission.failure, 0);
    const hasOneTry = admission.kind === 'oneTry' || this.outage !== null;
    const outcomes = await this.writeBatch(
      batch,
      hasOneTry ? withOneTry(this.context) : this.context,
    );
    this.judge(outcomes);
    return outcomes;
  }

  /** A batch that a cancelled execution gave up early says nothing about the target. */
  private judge(outcomes: readonly DeliveryOutcome[]): void {
    const { breaker, signal } = this.context;
    const tried = outcomes.filter(({ attempts }) => attempts > 0);
    this.outage = tried.find(isOutage)?.failure ?? null;
    if (this.outage === null) {
      if (tried.length > 0) breaker.answered();
    } else if (signal?.aborted !== true) breaker.failed(this.outage);
  }

  private async writeBatch(
    batch: readonly WritableEvent[],
    context: RetryContext,
  ): Promise<DeliveryOutcome[]> {
    if (context.clock.elapsed() >= context.deadline) {
      return undelivered(batch, timeIsUp(this.outage), 0);
    }
    const result = await retry(context, () => this.write(batch));
    if (result.ok) {
      return result.value.map((receipt) => deliveredOutcome(receipt, result.attempts));
    }
    const isBadEvent = result.failure.lane === 'payload';
    if (!isBadEvent || batch.length === 1) {
      return undelivered(batch, result.failure, result.attempts);
    }
    const middle = Math.ceil(batch.length / 2);
    const head = await this.writeBatch(batch.slice(0, middle), context);
    return head.concat(await this.writeBatch(batch.slice(middle), context));
  }

  private async write(batch: readonly WritableEvent[]): Promise<SinkReceipt[]> {
    const { policy, clock, deadline } = this.context;
    const remaining = Math.min(policy.statementTimeout, deadline - clock.elapsed());
    const statementTimeout = Math.max(SHORTEST_STATEMENT, remaining);
    try {
      return await this.sink.write(batch, { deadline, statementTimeout });
    } catch (error) {
      throw error instanceof WriteFailure ? error : unexpected(error);
    }
  }
}

function identityOf({ tenantId, dedupeKeyHash, id }: WritableEvent): string {
  return `${tenantId}\0${dedupeKeyHash ?? id}`;
}

function isOutage(outcome: DeliveryOutcome): outcome is Undelivered {
  if (outcome.kind === 'delivered') return false;
  return outcome.failure.lane === 'transient' || outcome.failure.lane === 'environment';
}

function withOneTry(context: RetryContext): RetryContext {
  return { ...context, policy: { ...context.policy, attempts: 1 } };
}

function deliveredOutcome(receipt: SinkReceipt, attempts: number): DeliveryOutcome {
  return { kind: 'delivered', receipt, attempts };
}

function undelivered(
  batch: readonly WritableEvent[],
  failure: WriteFailure,
  attempts: number,
): DeliveryOutcome[] {
  return batch.map(() => ({ kind: 'undelivered', failure, attempts }));
}
