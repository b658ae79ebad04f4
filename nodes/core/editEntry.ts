import { CancelledError, ConfigurationError, TargetUnavailableError } from './errors';
import { EVERY_STATE, findEntry } from './findEntry';
import { listQueue, type QueuedEntry } from './listQueue';
import type { Logger } from './ports';
import { editedEntry } from './repair/editedEntry';
import { EVERY_ENTRY } from './retryQueue/entryFilter';
import { entryId, entryKey } from './retryQueue/entryKey';
import { released } from './retryQueue/entryTransitions';
import { LEASE_MS } from './retryQueue/lease';
import type { EntryChange, ListedEntry, QueueEntry, Target } from './retryQueue/queueEntry';
import type { Claim, RetryStore, RetryStoreName, Settlement } from './retryQueue/retryStore';
import { readChanges } from './repair/wantedChanges';
import { type ReviseParts, reviseEntry } from './reviseEntry';
import { tellOtherStores } from './retryQueue/tellOtherStores';
import { requireText } from './timeline/invalidParameter';

const LONGEST_NAME = 255;
/** Of a lease: after that it could end before the entry is settled. */
const SETTLING_SHARE = 0.75;

export interface EditRequest {
  readonly target: Target;
  /** An event id or an entry id. */
  readonly id: string;
  /**
   * Paths and values, or JSON text of them. Of an event its columns (`leadEmail`, `metadata`,
   * `metadata.phone`), of an input that never was an event the parameters of Log Activity
   * (`fields.phone`, `dedupeKey`). Null removes. None: an input is checked again as it is.
   */
  readonly changes: unknown;
  /** Who edits: 1 to 255 characters. */
  readonly by: string;
}

export interface EditParts extends ReviseParts {
  readonly stores: readonly RetryStore[];
  readonly logger: Logger;
  readonly signal?: AbortSignal | undefined;
}

export interface EditReport {
  readonly store: RetryStoreName;
  /** Other stores in which it sat and was edited as well. */
  readonly alsoIn: readonly RetryStoreName[];
  readonly before: QueueEntry;
  readonly entry: QueueEntry;
  readonly changes: readonly EntryChange[];
}

/** An entry that is ours for the moment. */
interface Held {
  readonly store: RetryStore;
  readonly claim: Claim;
  readonly entry: QueueEntry;
}

/**
 * Changes one entry and makes it due. What it becomes is checked as Log Activity checks it; a
 * change that is refused leaves the entry as it was. In several stores it is changed in all.
 * @throws ConfigurationError for an id that names none or several, and an edit without effect
 * @throws InvalidEventError for changes that are refused, naming field, shape and cure
 * @throws TargetUnavailableError while somebody else holds the entry, or past the deadline
 */
export async function editEntry(request: EditRequest, parts: EditParts): Promise<EditReport> {
  const by = requireText(request.by, 'Edited By', LONGEST_NAME);
  const wanted = readChanges(request.changes);
  const found = await findEntry(request.id, request.target, parts);
  const claimedAt = parts.clock.elapsed();
  const edit = new EntryEditing(request.target, parts);
  try {
    const [first, ...others] = await edit.hold(found);
    const { event, changes } = await reviseEntry(first.entry, wanted, parts);
    if (changes.length === 0 && first.entry.payloadKind === 'event') throw withoutEffect();
    const now = parts.clock.now();
    const next = (entry: QueueEntry) => editedEntry(entry, { event, changes, by, now });
    await edit.refuseTaken(first.entry, next(first.entry));
    checkLease(parts, claimedAt);
    for (const held of [first, ...others]) await edit.settle(held, next(held.entry), now);
    return {
      store: first.store.name,
      alsoIn: others.map(({ store }) => store.name),
      before: released(first.entry),
      entry: next(first.entry),
      changes,
    };
  } finally {
    await edit.giveBack();
  }
}

class EntryEditing {
  private readonly unsettled = new Set<Held>();

  constructor(
    private readonly target: Target,
    private readonly parts: EditParts,
  ) {}

  async hold(found: readonly QueuedEntry[]): Promise<readonly [Held, ...Held[]]> {
    const held: Held[] = [];
    for (const { store: name, entry } of found) {
      checkTime(this.parts);
      const store = this.parts.stores.find((one) => one.name === name);
      if (store !== undefined) held.push(await this.claim(store, entry));
    }
    const [first, ...others] = held;
    if (first === undefined) throw new Error('A list named a store that was not asked.');
    return [first, ...others];
  }

  private async claim(store: RetryStore, listed: ListedEntry): Promise<Held> {
    const now = this.parts.clock.now();
    const claim = await store.claimDue({
      ...{ target: this.target, now, limit: 1, includeNotDue: true, purpose: 'repair' },
      filter: { ...EVERY_ENTRY, ids: [entryId(listed)] },
    });
    const [entry] = claim.entries;
    if (entry === undefined) throw claimedByOther(now);
    const held = { store, claim, entry };
    this.unsettled.add(held);
    return held;
  }

  /** Two entries of one payload would be one: what the other one has gone through would be lost. */
  async refuseTaken(entry: QueueEntry, next: QueueEntry): Promise<void> {
    const key = entryKey(next);
    if (key === entryKey(entry)) return;
    const ids = [entryId(next)];
    const { entries } = await listQueue(
      {
        ...{ target: this.target, states: EVERY_STATE, filter: { ...EVERY_ENTRY, ids } },
        ...{ limit: null, withPayload: false },
      },
      this.parts,
    );
    const taken = entries.find((other) => entryKey(other.entry) === key);
    if (taken !== undefined) throw alreadyThere(taken);
  }

  async settle(held: Held, next: QueueEntry, now: Date): Promise<void> {
    const { stores, logger } = this.parts;
    // Whether it was settled is not known when this fails: then it is not given back either.
    this.unsettled.delete(held);
    const settlements: Settlement[] = [{ entry: held.entry, outcome: 'kept', next }];
    const settled = await held.store.settle(held.claim, settlements, now);
    if (settled === 0) throw claimEnded();
    await tellOtherStores(stores, { by: held.store, settlements, now }, logger);
  }

  /** Best effort: the lease gives back the rest. */
  async giveBack(): Promise<void> {
    const now = this.parts.clock.now();
    for (const { store, claim, entry } of this.unsettled) {
      try {
        await store.settle(claim, [{ entry, outcome: 'kept', next: released(entry) }], now);
      } catch (error) {
        const { code, name } = Object(error) as { code?: string; name?: string };
        const message = 'An entry that was not edited stays claimed until its lease ends.';
        this.parts.logger.warn(message, { store: store.name, code: code ?? name });
      }
    }
  }
}

function checkTime({ signal, clock, deadline }: EditParts): void {
  if (signal?.aborted === true) throw new CancelledError();
  if (clock.elapsed() >= deadline) throw outOfTime();
}

function checkLease(parts: EditParts, claimedAt: number): void {
  checkTime(parts);
  if (parts.clock.elapsed() - claimedAt >= LEASE_MS * SETTLING_SHARE) throw outOfTime();
}

function outOfTime(): TargetUnavailableError {
  return new TargetUnavailableError({
    message: 'The time limit was reached before the entry was edited; it is as it was.',
    hint: 'Edit it again.',
    code: 'time_limit',
  });
}

function claimedByOther(now: Date): TargetUnavailableError {
  const until = new Date(now.getTime() + LEASE_MS).toISOString();
  return new TargetUnavailableError({
    message: 'A worker or another person holds this entry at present.',
    hint: `Edit it when they are done: it is free again at ${until} at the latest, if it still waits then.`,
    code: 'entry_claimed',
  });
}

function claimEnded(): TargetUnavailableError {
  return new TargetUnavailableError({
    message: 'Another worker took the entry over before the edit was saved; it is as it was.',
    hint: 'Edit it again. If this comes back, compare the clocks of the machines that run n8n.',
    code: 'claim_ended',
  });
}

function withoutEffect(): ConfigurationError {
  return new ConfigurationError({
    message: 'The parameter Changes changes nothing of this event.',
    hint: 'Give what is to be different. To let it be replayed as it is, requeue it.',
    code: 'no_change',
  });
}

function alreadyThere({ store, entry }: QueuedEntry): ConfigurationError {
  return new ConfigurationError({
    message: `What these changes make is in the retry queue already: ${entryId(entry)} (${store}, ${entry.state}).`,
    hint: 'Requeue or edit that entry and discard this one; what was replayed or discarded can be purged first.',
    code: 'entry_exists',
  });
}
