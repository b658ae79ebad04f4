import { isDeepStrictEqual } from 'node:util';
import type { WritableEvent } from '../activity/activityEvent';
import { isHiddenText, keepHidden } from '../activity/hiddenText';
import { hideParkedTexts, PARKED_TAG } from '../activity/hideParkedTexts';
import { parkPayload } from '../activity/parkPayload';
import { hideWith, type Privacy } from '../activity/privacy';
import { isJsonObject } from '../activity/readJson';
import { redactEvent } from '../activity/redactEvent';
import type { JsonObject, JsonValue } from '../json';
import { type EventDraft, viewOfEvent } from './eventDraft';
import { isItem } from './inputDraft';
import type { EntryChange, QueueEntry } from '../retryQueue/queueEntry';
import { storableText, storableValue } from '../retryQueue/storableText';

/** Characters of JSON that a value may have in the record of changes; longer texts in it are cut. */
const LONGEST_VALUE = 10_000;
/** Parts of the metadata that are recorded one by one. */
const MOST_PARTS = 100;

/** Values by name, and what stands one level deeper under names of its own. */
interface View {
  readonly columns: JsonObject;
  readonly parts: JsonObject;
  /** What the parts are parts of. */
  readonly whole: string;
}

/** What is different in the row that the event will be. */
export function changesOfEvent(before: WritableEvent, after: WritableEvent): EntryChange[] {
  const [old, present] = [viewOfRow(before), viewOfRow(after)];
  return pathsBetween(old, present).map((path) => changeAt(path, old, present));
}

function viewOfRow(event: WritableEvent): View {
  const { columns, metadata } = viewOfEvent(event);
  return { columns, parts: metadata, whole: 'metadata' };
}

/**
 * What is different in what Log Activity is told. Values are recorded as privacy leaves them.
 * @param event what became of the draft
 */
export function changesOfInput(
  entry: QueueEntry,
  { draft, event }: { readonly draft: EventDraft; readonly event: WritableEvent },
  privacy: Privacy,
): EntryChange[] {
  const told = JSON.parse(entry.payload) as JsonValue;
  const before = viewOfInput(isItem(entry) ? {} : told);
  const after = viewOfInput(JSON.parse(parkPayload(draft)) as JsonValue);
  const [seenBefore, seenAfter] = [seen(before, event, privacy), seen(after, event, privacy)];
  const paths = pathsBetween(before, after);
  const changes = paths.map((path) => changeAt(path, seenBefore, seenAfter));
  if (!isItem(entry)) return changes;
  return [{ path: 'item', before: recorded(told), after: null }, ...changes];
}

/** @param input as it was parked */
function viewOfInput(input: JsonValue): View {
  const { fields = {}, ...columns } = isJsonObject(input) ? input : {};
  const hasParts = isJsonObject(fields) && !Object.hasOwn(fields, PARKED_TAG);
  return {
    columns: hasParts ? columns : { ...columns, fields },
    parts: hasParts ? fields : {},
    whole: 'fields',
  };
}

/** As privacy lets the queue keep it. */
function seen(view: View, event: WritableEvent, privacy: Privacy): View {
  const { columns, parts } = view;
  const { mode, key } = privacy;
  const { messageContent: given } = columns;
  const message = typeof given === 'string' ? given : null;
  const raw = { ...event, metadata: parts, messageContent: message };
  const hiddenThen = { fields: parts, messageContent: message };
  const { metadata, messageContent } = keepHidden(redactEvent(raw, privacy), hiddenThen, mode);
  const hide = hideWith(key, event.tenantId);
  const hideOnce = (text: string) => (isHiddenText(text) ? text : hide(text));
  const safe = mode === 'strict' ? hideParkedTexts(columns, hideOnce) : columns;
  return {
    ...view,
    columns: { ...(safe as JsonObject), ...(message !== null && { messageContent }) },
    parts: metadata,
  };
}

type Path = readonly [string] | readonly [string, string];

/** Where two views differ, by their parts where these are not too many. */
function pathsBetween(one: View, other: View): Path[] {
  const columns = namesBetween(one.columns, other.columns).map((name): Path => [name]);
  const parts = namesBetween(one.parts, other.parts);
  if (parts.length > MOST_PARTS) return [...columns, [one.whole]];
  return [...columns, ...parts.map((name): Path => [one.whole, name])];
}

function namesBetween(one: JsonObject, other: JsonObject): string[] {
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...names].filter((name) => !isDeepStrictEqual(at(one, name), at(other, name)));
}

/** Null: it is not there. */
function at(object: JsonObject, name: string): JsonValue {
  const value = Object.hasOwn(object, name) ? (object[name] ?? null) : null;
  const isUndefined = typeof value === 'object' && isDeepStrictEqual(value, UNDEFINED);
  return isUndefined ? null : value;
}

const UNDEFINED = { [PARKED_TAG]: 'undefined' };

function changeAt(path: Path, before: View, after: View): EntryChange {
  const value = (view: View) => {
    const [name, part] = path;
    if (part !== undefined) return recorded(at(view.parts, part));
    return recorded(name === view.whole ? view.parts : at(view.columns, name));
  };
  return { path: storableText(path.join('.')), before: value(before), after: value(after) };
}

function recorded(value: JsonValue): JsonValue {
  const isShort = JSON.stringify(value).length <= LONGEST_VALUE;
  const bounded = isShort
    ? value
    : (JSON.parse(parkPayload(value, null, LONGEST_VALUE)) as JsonValue);
  return storableValue(bounded);
}
