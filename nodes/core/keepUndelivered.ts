import { storeEvent } from './activity/storedEvent';
import { keepEntries } from './delivery/keepEntries';
import type { DeliveryOutcome } from './delivery/deliverEvents';
import type { LogOutcome, LogReceipt } from './logReceipt';
import { CONFLICT } from './retryQueue/conflict';
import { entryOfEvent, entryOfParkedInput } from './retryQueue/makeEntry';
import type { Clock, Logger } from './ports';
import type { PreparedEvent } from './prepareEvents';
import type { QueueEntry, Target } from './retryQueue/queueEntry';
import type { RetryStore } from './retryQueue/retryStore';
import type { WriteFailure } from './writeFailure';

/** An event on its way: prepared, and what the sink made of it. */
export interface Attempted {
  readonly prepared: PreparedEvent;
  readonly outcome: DeliveryOutcome;
}

export interface KeepParts {
  readonly target: Target;
  readonly stores: {
    /** Where events go while the database answers, first choice first. */
    readonly whileAnswering: readonly RetryStore[];
    /** Where they go when it does not. */
    readonly whileSilent: readonly RetryStore[];
  };
  readonly clock: Clock;
  readonly logger: Logger;
}

type Kept = Pick<LogReceipt, 'outcome' | 'keptIn' | 'code' | 'message' | 'hint'>;

/**
 * Keeps what the sink did not take in the retry queue: in the first store that takes it, of those
 * for a database that answers or, after a transient failure, of those for a silent one.
 * @returns for each event what changes in its receipt, or undefined when it is in the table
 */
export async function keepUndelivered(
  attempted: readonly Attempted[],
  parts: KeepParts,
): Promise<(Kept | undefined)[]> {
  const entries = attempted.map((event) => entryFor(event, parts));
  const isSilent = attempted.some(({ outcome }) => isOutage(outcome));
  const { whileAnswering, whileSilent } = parts.stores;
  const wanted = entries.filter((entry) => entry !== undefined);
  const stores = isSilent ? whileSilent : whileAnswering;
  const keptIn = await keepEntries(wanted, stores, parts);
  let next = 0;
  return entries.map((entry) => entry && kept(entry, keptIn[next++] ?? null));
}

function isOutage(outcome: DeliveryOutcome): boolean {
  return outcome.kind === 'undelivered' && outcome.failure.lane === 'transient';
}

function entryFor(
  { prepared, outcome }: Attempted,
  { target, clock }: KeepParts,
): QueueEntry | undefined {
  const failure = failureOf(outcome);
  if (failure === undefined) return undefined;
  const { origin } = prepared;
  const delivery = { target, origin, failure, attempts: outcome.attempts, now: clock.now() };
  return prepared.kind === 'refused'
    ? entryOfParkedInput(prepared.parked, delivery)
    : entryOfEvent(prepared.event, storeEvent(prepared.event), delivery);
}

function failureOf(outcome: DeliveryOutcome): WriteFailure | undefined {
  if (outcome.kind === 'undelivered') return outcome.failure;
  return outcome.receipt.outcome === 'conflict' ? CONFLICT : undefined;
}

function kept(entry: QueueEntry, keptIn: LogReceipt['keptIn']): Kept {
  const { code, message, hint } = entry.firstError;
  return { outcome: keptIn === null ? 'lost' : outcomeOf(entry), keptIn, code, message, hint };
}

function outcomeOf(entry: QueueEntry): LogOutcome {
  if (entry.lane === 'conflict') return 'conflict';
  return entry.state === 'parked' ? 'parked' : 'deadLettered';
}
