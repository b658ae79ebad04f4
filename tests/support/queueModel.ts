import { type EntryFilter, matchesFilter } from '../../nodes/core/retryQueue/entryFilter';
import { entryKey } from '../../nodes/core/retryQueue/entryKey';
import { afterCrashedClaim } from '../../nodes/core/retryQueue/entryTransitions';
import type { EntryState, QueueEntry } from '../../nodes/core/retryQueue/queueEntry';
import type { Claim, ClaimPurpose, Settlement } from '../../nodes/core/retryQueue/retryStore';

/** What a store is to hold of one entry. */
export interface ModelEntry {
  /** As it was put, settled or handed out last. */
  entry: QueueEntry;
  /** Who has it in hand. */
  claim: Claim | null;
  /** Its worker is dead: whether the store has noticed shows with the next claim at the latest. */
  isOrphan: boolean;
}

/** A retry queue as simple as can be: what every store must agree with. */
export class QueueModel {
  readonly waiting = new Map<string, ModelEntry>();
  readonly discarded = new Map<string, QueueEntry>();
  readonly replayed: QueueEntry[] = [];
  readonly claims: Claim[] = [];
  /** Milliseconds since 1970. */
  now = Date.UTC(2026, 2, 1, 9);
  /** Events that there were so far. */
  events = 0;

  get date(): Date {
    return new Date(this.now);
  }

  put(entry: QueueEntry): void {
    this.waiting.set(entryKey(entry), { entry, claim: null, isOrphan: false });
  }

  /** What was put and nobody has touched since. */
  untouched(): QueueEntry[] {
    return this.free().filter(({ nextAttemptAt, lastFailedAt }) => nextAttemptAt === lastFailedAt);
  }

  /** The workers of all claims die. */
  orphan(): void {
    this.claims.length = 0;
    for (const kept of this.waiting.values()) kept.isOrphan ||= kept.claim !== null;
  }

  /** Whoever claims next takes back what dead workers held. */
  takeBack(): void {
    for (const kept of this.waiting.values()) {
      if (!kept.isOrphan || kept.claim === null) continue;
      kept.entry = afterCrashedClaim(kept.entry, this.date);
      kept.claim = null;
    }
  }

  /** Keys of what a claim may take. */
  claimable(purpose: ClaimPurpose, filter: EntryFilter, includeNotDue: boolean): Set<string> {
    const found = this.free().filter(
      (entry) =>
        (entry.state === 'pending' || purpose !== 'replay') &&
        (entry.payloadKind === 'event' || purpose === 'repair') &&
        (includeNotDue || purpose === 'repair' || this.isDue(entry)) &&
        matchesFilter(entry, filter),
    );
    return new Set(found.map(entryKey));
  }

  take(claim: Claim): void {
    this.claims.push(claim);
    for (const entry of claim.entries) {
      this.waiting.set(entryKey(entry), { entry, claim, isOrphan: false });
    }
  }

  settle(claim: Claim, settlements: readonly Settlement[]): void {
    this.claims.splice(this.claims.indexOf(claim), 1);
    for (const settlement of settlements) {
      this.waiting.delete(entryKey(settlement.entry));
      if (settlement.outcome !== 'kept') this.replayed.push(settlement.entry);
      else if (settlement.next.state !== 'discarded') this.put(settlement.next);
      else this.discarded.set(entryKey(settlement.next), settlement.next);
    }
  }

  /** In which states a list may show the entry. */
  statesOf({ entry, claim, isOrphan }: ModelEntry): EntryState[] {
    if (!isOrphan) return [claim === null ? entry.state : 'claimed'];
    const returned = claim === null ? entry : afterCrashedClaim(entry, this.date);
    return ['claimed', returned.state];
  }

  private free(): QueueEntry[] {
    return [...this.waiting.values()].flatMap(({ claim, entry }) => (claim === null ? entry : []));
  }

  private isDue({ nextAttemptAt }: QueueEntry): boolean {
    return nextAttemptAt === null || Date.parse(nextAttemptAt) <= this.now;
  }
}
