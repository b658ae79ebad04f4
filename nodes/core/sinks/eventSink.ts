import type { WritableEvent } from '../activity/activityEvent';

/** What became of one event that the destination answered for. */
export interface SinkReceipt {
  readonly outcome: 'written' | 'duplicate' | 'conflict';
  /** The id under which the event is stored; for a keyed duplicate, the first delivery's id. */
  readonly eventId: string;
  /** E.g. several leads share the email, so the event was written without one. */
  readonly warning: string | null;
}

/** Bounds of one write. */
export interface WriteLimits {
  /** `Clock.elapsed()` at which the caller stops waiting. */
  readonly deadline: number;
  /** Milliseconds that the server may spend on one statement. */
  readonly statementTimeout: number;
}

/** A place to write events to. */
export interface EventSink {
  /** How many writes one execution may have under way together. Default: 1. */
  readonly writesAtOnce?: number;
  /**
   * Writes all events or none, idempotently.
   * @returns one receipt per event, in order
   * @throws WriteFailure when nothing of the batch is known to be stored
   */
  write(events: readonly WritableEvent[], limits: WriteLimits): Promise<SinkReceipt[]>;
}

/** As a receipt, or: another worker writes the event at this moment, so nothing was done. */
export type ReplayReceipt = SinkReceipt | { readonly outcome: 'busy' };

/** Where several workers may write the same events at once. */
export interface ReplaySink {
  /** From 2 on there are connections to claim and settle beside a write. Default: 1. */
  readonly writesAtOnce?: number;
  /**
   * Writes all events or none, idempotently, each under a lock of its own for the transaction;
   * those whose lock another transaction has are left out as busy.
   * @param options.dryRun does everything, and takes it back: the receipts say what would be
   * @returns one receipt per event, in order
   * @throws WriteFailure when nothing of the batch is known to be stored
   */
  replay(
    events: readonly WritableEvent[],
    limits: WriteLimits,
    options: { readonly dryRun: boolean },
  ): Promise<ReplayReceipt[]>;
}
