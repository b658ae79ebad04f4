import type { WritableEvent } from '../activity/activityEvent';
import type { EventSink, SinkReceipt } from '../sinks/eventSink';
import { retry, type RetryContext } from './retry';
import { WriteFailure } from '../writeFailure';

/** What became of one event at the sink. */
export type DeliveryOutcome =
  | { readonly kind: 'delivered'; readonly receipt: SinkReceipt; readonly attempts: number }
  | { readonly kind: 'undelivered'; readonly failure: WriteFailure; readonly attempts: number };

/** Fewest milliseconds in which a statement can be worth sending. */
const SHORTEST_STATEMENT = 50;
/** What connecting may add to the time of a statement (see postgres/pool.ts). */
const CONNECT_ALLOWANCE = 3000;

const TIME_IS_UP = new WriteFailure({
  lane: 'transient',
  code: 'time_limit',
  message: 'The time limit of the execution was reached before the event was tried.',
  hint: 'The event is kept and replayed. Many events a run: write them in several executions.',
});

/**
 * Delivers events in batches, retrying by lane; a batch with a bad event is halved until that
 * event stands alone. Once a batch has used up its tries, the batches behind it get one try each.
 * @returns one outcome per event, in order; never throws for a failed write
 */
export async function deliverEvents(
  events: readonly WritableEvent[],
  sink: EventSink,
  context: RetryContext,
): Promise<DeliveryOutcome[]> {
  const outcomes: DeliveryOutcome[] = [];
  let current = context;
  for (let start = 0; start < events.length; start += context.policy.batchSize) {
    const batch = events.slice(start, start + context.policy.batchSize);
    const delivered = await deliverBatch(batch, sink, current);
    outcomes.push(...delivered);
    if (delivered.some(isOutage)) current = withOneTry(context);
  }
  return outcomes;
}

function isOutage(outcome: DeliveryOutcome): boolean {
  if (outcome.kind === 'delivered') return false;
  return outcome.failure.lane === 'transient' || outcome.failure.lane === 'environment';
}

function withOneTry(context: RetryContext): RetryContext {
  return { ...context, policy: { ...context.policy, attempts: 1 } };
}

async function deliverBatch(
  batch: readonly WritableEvent[],
  sink: EventSink,
  context: RetryContext,
): Promise<DeliveryOutcome[]> {
  if (context.clock.elapsed() >= context.deadline) return undelivered(batch, TIME_IS_UP, 0);
  const result = await retry(context, () => writeInTime(batch, sink, context));
  if (result.ok) {
    return result.value.map((receipt) => deliveredOutcome(receipt, result.attempts));
  }
  const isBadEvent = result.failure.lane === 'payload';
  if (!isBadEvent || batch.length === 1) {
    return undelivered(batch, result.failure, result.attempts);
  }
  const middle = Math.ceil(batch.length / 2);
  const head = await deliverBatch(batch.slice(0, middle), sink, context);
  return head.concat(await deliverBatch(batch.slice(middle), sink, context));
}

async function writeInTime(
  batch: readonly WritableEvent[],
  sink: EventSink,
  { policy, clock, deadline }: RetryContext,
): Promise<SinkReceipt[]> {
  const remaining = deadline - clock.elapsed();
  const statementTimeout = Math.max(
    SHORTEST_STATEMENT,
    Math.min(policy.statementTimeout, remaining),
  );
  const answerBy = Math.min(
    deadline,
    clock.elapsed() + policy.statementTimeout + CONNECT_ALLOWANCE,
  );
  return sink.write(batch, { deadline: answerBy, statementTimeout });
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
