import { byAge } from '../retryQueue/entryKey';
import { leadKeysOf } from '../retryQueue/leadKeysOf';
import type { QueueEntry } from '../retryQueue/queueEntry';

type Aged = Pick<QueueEntry, 'tenantId' | 'eventId' | 'firstFailedAt'>;
/** What tells the lead and the age of an entry. */
export type LedEntry = Aged & Pick<QueueEntry, 'payloadKind' | 'payload'>;

/** How an entry names its lead, told apart by tenant; nothing for an entry without one. */
export function tenantLeadKeys(entry: LedEntry): string[] {
  return leadKeysOf(entry).map((key) => JSON.stringify([entry.tenantId, key]));
}

/**
 * Strict order per lead: what waits holds back every younger entry of its lead, that is one that
 * shares a key of `leadKeysOf` and the tenant. Entries without a lead are never held.
 */
export class LeadOrder {
  private readonly oldest = new Map<string, Aged>();

  /** @param isBlind a store could not be asked what waits there: whatever has a lead is held */
  constructor(
    waiting: readonly LedEntry[],
    private readonly isBlind = false,
  ) {
    waiting.forEach((entry) => this.waits(entry));
  }

  /** The entry stays in the queue. */
  waits(entry: LedEntry): void {
    for (const key of tenantLeadKeys(entry)) {
      const earlier = this.oldest.get(key);
      if (earlier === undefined || byAge(entry, earlier) < 0) this.oldest.set(key, entry);
    }
  }

  holds(entry: LedEntry): boolean {
    const keys = tenantLeadKeys(entry);
    if (this.isBlind) return keys.length > 0;
    return keys.some((key) => {
      const waiting = this.oldest.get(key);
      return waiting !== undefined && byAge(waiting, entry) < 0;
    });
  }
}

/** The entries in groups to be written one after the other: none has two entries of one lead. */
export function inTurns<T extends LedEntry>(entries: readonly T[]): T[][] {
  const turns: T[][] = [];
  const lastTurn = new Map<string, number>();
  for (const entry of [...entries].sort(byAge)) {
    const keys = tenantLeadKeys(entry);
    const turn = Math.max(-1, ...keys.map((key) => lastTurn.get(key) ?? -1)) + 1;
    keys.forEach((key) => lastTurn.set(key, turn));
    (turns[turn] ??= []).push(entry);
  }
  return turns;
}
