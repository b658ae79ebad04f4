import type { WritableEvent } from '../activity/activityEvent';
import type { ReplayReceipt } from '../sinks/eventSink';

/**
 * What a dry run would have written so far: each of its batches is taken back, so the table cannot
 * tell that an event would meet one of an earlier batch.
 */
export class DryIdentities {
  private readonly hashes = new Map<string, string>();

  /** The receipt as it would be if the earlier batches were in the table. */
  judge(event: WritableEvent, receipt: ReplayReceipt): ReplayReceipt {
    if (receipt.outcome !== 'written') return receipt;
    const { tenantId, dedupeKeyHash, id, payloadHash } = event;
    const identity = JSON.stringify([tenantId, dedupeKeyHash ?? id]);
    const earlier = this.hashes.get(identity);
    if (earlier === undefined) {
      this.hashes.set(identity, payloadHash);
      return receipt;
    }
    return { ...receipt, outcome: earlier === payloadHash ? 'duplicate' : 'conflict' };
  }
}
