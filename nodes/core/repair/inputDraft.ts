import { holdsHiddenText } from '../activity/hiddenText';
import { invalidField } from '../activity/invalidField';
import { logActivityInput } from '../activity/logActivityInput';
import { fieldPrivacy, messagePrivacy, type PrivacyMode } from '../activity/privacyMode';
import { isPlainObject } from '../activity/readJson';
import { LostValue, unparkPayload } from '../activity/unparkPayload';
import { findEventType } from '../catalog/eventTypes';
import type { EventDraft } from './eventDraft';
import type { QueueEntry } from '../retryQueue/queueEntry';
import {
  type Changeable,
  invalidChange,
  nameOf,
  type WantedChange,
  withChanges,
} from './wantedChanges';

const NAMES: readonly string[] = Object.keys(logActivityInput.shape);

/** Of an input that never was an event: what Log Activity's panel can say. */
export const CHANGEABLE_PARAMETERS: Changeable = {
  names: NAMES,
  nested: ['fields', 'lead'],
  fixed: {
    metadata: 'Of a refused input they are called fields.',
    leadId: 'Give lead as {"by": "id", "value": …}.',
    leadAirtableId: 'Give lead as {"by": "airtableId", "value": …}.',
    leadEmail: 'Give lead as {"by": "email", "value": …}.',
    tenantId: 'Of a refused input it is called tenant.',
  },
  kind: 'an input that never became an event',
};

/** The panel could not be read at all: the payload is the item that came in. */
export function isItem({ firstError }: Pick<QueueEntry, 'firstError'>): boolean {
  return firstError.code === 'unreadable_parameter';
}

/**
 * What Log Activity is to be told this time. Of an item that it could not map, nothing is known.
 * @throws InvalidEventError for changes that an input does not take, and for values that were cut,
 *   lost or hidden when it was kept and that nobody has given anew
 */
export function draftOfInput(
  entry: QueueEntry,
  changes: readonly WantedChange[],
  mode: PrivacyMode,
): EventDraft {
  const draft = withChanges(isItem(entry) ? {} : inputOf(entry), changes, CHANGEABLE_PARAMETERS);
  for (const [path, value] of partsOf(draft)) {
    if (holdsLost(value)) {
      const hint = 'Give it anew, or remove it with null.';
      throw invalidChange(nameOf(path), 'was not kept whole', hint);
    }
    if (isMeantToBeSeen(path, draft, mode) && holdsHiddenText(value)) {
      const hint = 'Give it anew, or remove it with null: what is hidden cannot be written for it.';
      throw invalidChange(nameOf(path), 'was hidden by Strict privacy when it was kept', hint);
    }
  }
  return draft;
}

function inputOf({ payload }: QueueEntry): EventDraft {
  const given = unparked(payload);
  if (typeof given !== 'object' || given === null || !isPlainObject(given)) return {};
  const input = Object.entries(given).filter(([name]) => NAMES.includes(name));
  return Object.fromEntries(
    input.map(([name, value]) => [name, name === 'fields' ? fieldsOf(value) : value]),
  );
}

function unparked(payload: string): unknown {
  try {
    return unparkPayload(payload);
  } catch {
    // The parser's own words quote the text.
    const hint = 'The entry was damaged where it was kept; discard it.';
    throw invalidField({ field: 'Stored Input', expected: 'valid JSON', hint }, payload);
  }
}

/** Fields may have come as JSON text, and paths lead into them all the same. */
function fieldsOf(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    // That may be why it was refused; whoever checks it says so.
    return value;
  }
}

type Part = readonly [path: readonly [string, ...string[]], value: unknown];

/** Every parameter, but of the fields and the lead each part. */
function partsOf(draft: EventDraft): Part[] {
  return Object.entries(draft).flatMap(([name, value]): Part[] => {
    const hasParts = CHANGEABLE_PARAMETERS.nested.includes(name);
    if (!hasParts || typeof value !== 'object' || value === null || !isPlainObject(value)) {
      return [[[name], value]];
    }
    return Object.entries(value).map(([part, inner]): Part => [[name, part], inner]);
  });
}

function holdsLost(value: unknown, within: readonly object[] = []): boolean {
  if (typeof value !== 'object' || value === null || within.includes(value)) return false;
  if (value instanceof LostValue) return true;
  const members = value instanceof Map ? [...value.keys(), ...value.values()] : value;
  const inside = members instanceof Set ? [...members] : Object.values(members);
  return inside.some((member) => holdsLost(member, [...within, value]));
}

/** What privacy would hide or replace anyway is right as it was hidden. */
function isMeantToBeSeen(
  [name, part]: readonly [string, ...string[]],
  { eventType }: EventDraft,
  mode: PrivacyMode,
): boolean {
  const type = typeof eventType === 'string' ? findEventType(eventType.trim()) : undefined;
  if (name === 'description') return mode !== 'strict';
  if (name === 'messageContent') return messagePrivacy(type, mode) === 'keep';
  return name !== 'fields' || part === undefined || fieldPrivacy(type, part, mode) === 'keep';
}
