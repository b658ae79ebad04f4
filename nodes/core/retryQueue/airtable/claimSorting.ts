import { entryKey, targetKey } from '../entryKey';
import type { QueueEntry } from '../queueEntry';
import type { ClaimRequest } from '../retryStore';
import { type AirtableRecord, type Cells, UNREADABLE } from './airtableColumns';
import type { RecordUpdate } from './airtableTable';
import { afterLook, isWanted } from './claimRules';
import type { DueRecord } from './dueLooks';
import { cellsOf, columnsOf, entryOf } from './entryRecord';

/** What becomes of each record that the token has. */
export class ClaimSorting {
  readonly claimed = new Map<string, QueueEntry>();
  readonly updates: RecordUpdate[] = [];
  readonly unreadable: string[] = [];
  crashes = 0;

  constructor(
    private readonly request: ClaimRequest,
    private readonly token: string,
    private readonly leaseEnd: string,
  ) {}

  /** @param look the record before it was marked */
  sort(record: AirtableRecord, look: DueRecord): void {
    const { id } = record;
    const entry = entryOf(record);
    if (entry === null || targetKey(entry.target) !== targetKey(this.request.target)) {
      this.unreadable.push(id);
      const cells = { state: UNREADABLE, claim_token: null, next_retry_at: null };
      this.updates.push({ id, cells });
      return;
    }
    // Somebody else ended it between the look and the mark, which must not bring it back.
    if (entry.resolution !== null && !look.isRevived) return this.update(id, entry);
    if (look.isCrashed) this.crashes += 1;
    const next = afterLook(entry, look, this.request.now);
    if (!isWanted(next, this.request)) return this.update(id, next);
    const claimed: QueueEntry = { ...next, state: 'claimed' };
    this.claimed.set(entryKey(claimed), claimed);
    if (look.isCrashed || isChanged(entry, next)) {
      const mine = { claim_token: this.token, next_retry_at: this.leaseEnd };
      this.update(id, claimed, mine);
    }
  }

  private update(id: string, entry: QueueEntry, mine: Cells = {}): void {
    this.updates.push({ id, cells: { ...(cellsOf(entry) ?? columnsOf(entry)), ...mine } });
  }
}

/** Whether a person's hand must outlive the claim, should its worker not come back. */
function isChanged(before: QueueEntry, after: QueueEntry): boolean {
  return before.nextAttemptAt !== after.nextAttemptAt || before.resolution !== after.resolution;
}
