import { entryKey, targetKey } from '../entryKey';
import { afterCrashedClaim } from '../entryTransitions';
import type { QueueEntry } from '../queueEntry';
import type { ClaimRequest } from '../retryStore';
import { type AirtableRecord, type Cells, UNREADABLE } from './airtableColumns';
import type { RecordUpdate } from './airtableTable';
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

  sort(record: AirtableRecord, isCrashed: boolean): void {
    const { id } = record;
    const entry = entryOf(record);
    if (entry === null || targetKey(entry.target) !== targetKey(this.request.target)) {
      this.unreadable.push(id);
      const cells = { state: UNREADABLE, claim_token: null, next_retry_at: null };
      this.updates.push({ id, cells });
      return;
    }
    if (isCrashed) this.crashes += 1;
    const next = isCrashed ? afterCrashedClaim(entry, this.request.now) : entry;
    if (next.state === 'parked' && isCrashed) return this.update(id, next);
    // A person set it to pending; but what never was an event cannot be written.
    if (next.payloadKind === 'parked') return this.update(id, { ...next, state: 'parked' });
    const claimed: QueueEntry = { ...next, state: 'claimed' };
    this.claimed.set(entryKey(claimed), claimed);
    if (isCrashed) {
      const mine = { claim_token: this.token, next_retry_at: this.leaseEnd };
      this.update(id, claimed, mine);
    }
  }

  private update(id: string, entry: QueueEntry, mine: Cells = {}): void {
    this.updates.push({ id, cells: { ...(cellsOf(entry) ?? columnsOf(entry)), ...mine } });
  }
}
