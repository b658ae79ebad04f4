import type { WritableEvent } from './activity/activityEvent';
import { eventIdIdentity, eventIdMilliseconds } from './activity/eventIdentity';
import { keepHidden } from './activity/hiddenText';
import { asciiJson } from './activity/asciiJson';
import type { Privacy } from './activity/privacy';
import { reviveEvent } from './activity/reviveEvent';
import { InvalidEventError } from './errors';
import type { Clock, RandomSource } from './ports';
import { prepareEvents } from './prepareEvents';
import { changesOfEvent, changesOfInput } from './repair/entryChanges';
import { draftOfEvent, type EventDraft, underItsIdentity } from './repair/eventDraft';
import { draftOfInput } from './repair/inputDraft';
import type { EntryChange, QueueEntry } from './retryQueue/queueEntry';
import type { WantedChange } from './repair/wantedChanges';
import type { AskForTypes } from './typeKnowledge';

export interface ReviseParts {
  readonly registeredTypes: AskForTypes;
  readonly privacy: Privacy;
  readonly clock: Clock;
  readonly random: RandomSource;
  /** `clock.elapsed()` by which the database must have answered. */
  readonly deadline: number;
}

/** What the changes make of an entry. */
export interface Revision {
  readonly event: WritableEvent;
  readonly changes: readonly EntryChange[];
}

/**
 * Applies changes to an entry and has Log Activity prepare the result: the same checks, the same
 * privacy. An event stays who it is; an input gets the identity that it would have got at once.
 * @throws InvalidEventError as Log Activity refuses, or for changes that the entry does not take
 */
export async function reviseEntry(
  entry: QueueEntry,
  changes: readonly WantedChange[],
  parts: ReviseParts,
): Promise<Revision> {
  const { mode } = parts.privacy;
  if (entry.payloadKind === 'event') {
    const stored = reviveEvent(entry.payload);
    const draft = draftOfEvent(stored, changes);
    const prepared = await prepare(entry, draft, parts);
    const event = underItsIdentity(stored, { draft, prepared, mode });
    return { event, changes: changesOfEvent(stored, event) };
  }
  const draft = draftOfInput(entry, changes, mode);
  const prepared = await prepare(entry, draft, parts);
  const event = reviveEvent(asciiJson({ ...keepHidden(prepared, draft, mode) }));
  return { event, changes: changesOfInput(entry, { draft, event }, parts.privacy) };
}

/** Log Activity's own way, at the place and time at which the input came in. */
async function prepare(
  entry: QueueEntry,
  input: EventDraft,
  { registeredTypes, privacy, random, deadline }: ReviseParts,
): Promise<WritableEvent> {
  const { eventId, origin } = entry;
  const cameAt = new Date(eventIdMilliseconds(eventId));
  const identity = eventIdIdentity(eventId);
  const [prepared] = await prepareEvents([{ input, origin }], {
    registeredTypes: (wanted) => registeredTypes(wanted, deadline),
    timestamps: { occurredAt: () => cameAt },
    clock: { now: () => cameAt },
    // Where the identity was random, it is the one that was drawn then.
    random: { bytes: () => identity, fraction: () => random.fraction() },
    privacy,
  });
  if (prepared?.kind === 'writable') return prepared.event;
  if (prepared === undefined) throw new Error('Preparing answered for fewer than it took.');
  const { code, message, hint } = prepared.failure;
  throw new InvalidEventError(prepared.field, { code, message, hint });
}
