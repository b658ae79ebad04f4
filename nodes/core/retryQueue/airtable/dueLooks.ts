import { failedBefore, isDue } from '../clockSkew';
import type { ClaimRequest } from '../retryStore';
import { type AirtableRecord, textOf, timeOf } from './airtableColumns';
import type { BaseTraffic } from './baseTraffic';
import { afterLook, isWanted } from './claimRules';
import { entryOf } from './entryRecord';
import { type RecordState, stateOf } from './heldEntry';

/** A quotation mark within a text has a backslash before it, so that no text looks like this. */
const NEVER_WAS_EVENT = '"payloadKind":"parked"';

/** A record worth claiming, as it was looked at. */
export interface DueRecord extends RecordState {
  readonly id: string;
  /** Its worker did not come back. */
  readonly isCrashed: boolean;
}

/** Milliseconds since 1970. */
export function dueAt(record: AirtableRecord): number {
  return timeOf(record, 'next_retry_at') ?? 0;
}

/** Records that a claim is to mark. */
export class DueRecords {
  readonly records = new Map<string, DueRecord>();
  private readonly names = new Set<string>();

  constructor(
    readonly request: ClaimRequest,
    private readonly traffic: BaseTraffic,
    private readonly known: ReadonlySet<string>,
  ) {}

  get isFull(): boolean {
    return this.names.size >= this.request.limit;
  }

  take(record: AirtableRecord, hasTexts = false): void {
    if (this.known.has(record.id)) return;
    const name = textOf(record, 'queue_id');
    const shown = stateOf(record);
    // What this process could not bring to its end is free at once.
    const isForeign = !this.traffic.isAbandoned(textOf(record, 'claim_token'));
    const isCrashed = shown.state === 'claimed' && isForeign;
    if (isCrashed && dueAt(record) > this.request.now.getTime()) return;
    if (!this.isReady(record, shown.state) || (this.isFull && !this.names.has(name))) return;
    const due = { id: record.id, isCrashed, ...shown };
    const meant = hasTexts ? this.readLook(record, due) : hastyLook(record, due);
    if (meant === null) return;
    this.records.set(record.id, meant);
    this.names.add(name);
  }

  /** Null when its texts say that it is not wanted. */
  private readLook(record: AirtableRecord, due: DueRecord): DueRecord | null {
    const entry = entryOf(record);
    if (entry === null) return due;
    if (!isWanted(afterLook(entry, due, this.request.now), this.request)) return null;
    // That somebody revived what was resolved shows in the seal as well.
    return { ...due, isRevived: due.isRevived || entry.resolution !== null };
  }

  private isReady(record: AirtableRecord, state: string): boolean {
    const { now, includeNotDue, failedUntil, purpose = 'replay' } = this.request;
    const waits = state === 'pending' && !includeNotDue && purpose !== 'repair';
    if (waits && !isDue(dueAt(record), now.getTime())) return false;
    const failedAt = timeOf(record, 'last_failed_at') ?? 0;
    return failedUntil === undefined || failedBefore(failedUntil.getTime(), failedAt);
  }
}

/** Null for what never was an event: else every run would claim it in vain. A person is answered. */
function hastyLook(record: AirtableRecord, due: DueRecord): DueRecord | null {
  const isPending = due.state === 'pending' && !due.isRevived;
  return isPending && textOf(record, 'entry').includes(NEVER_WAS_EVENT) ? null : due;
}
