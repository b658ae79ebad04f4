import { invalidField } from '../activity/invalidField';
import { isPlainObject } from '../activity/readJson';
import { InvalidEventError } from '../errors';

export const FIELD = 'Changes';

/** One change as a person gives it. */
export interface WantedChange {
  /** `metadata.phone` in its parts. */
  readonly path: readonly [string, ...string[]];
  /** The path as errors may name it. */
  readonly name: string;
  /** Null removes. */
  readonly value: unknown;
}

/** What of an entry may be changed. */
export interface Changeable {
  readonly names: readonly string[];
  /** Of these: what consists of further values that a path leads to. */
  readonly nested: readonly string[];
  /** Why others may not, by name, with the cure; for all else the names are listed. */
  readonly fixed: Readonly<Record<string, string>>;
  /** What the entry is, after "This entry is". */
  readonly kind: string;
}

/**
 * Reads the parameter Changes: an object, or JSON text of one, of paths and values.
 * @throws InvalidEventError for anything else, an empty step of a path, and undefined
 */
export function readChanges(given: unknown): WantedChange[] {
  const object = typeof given === 'string' ? parseText(given) : given;
  if (!isRecord(object)) {
    throw invalidField(
      { field: FIELD, expected: 'an object of names and values', hint: EXAMPLE },
      object,
    );
  }
  return Object.entries(object).map(([key, value]) => readChange(key, value));
}

const EXAMPLE = 'Give e.g. {"metadata.phone": "4085551234", "userId": null}; null removes.';

function readChange(key: string, value: unknown): WantedChange {
  const [head = '', ...rest] = key.split('.');
  const path = [head, ...rest] as const;
  const name = nameOf(path);
  if (path.includes('')) {
    throw invalidChange(name, 'has an empty step', 'Write steps with one dot between two.');
  }
  if (value === undefined) {
    const hint = 'Check the expression that is to give the value; null removes.';
    throw invalidChange(name, 'is undefined, but should be a value or null', hint);
  }
  return { path: [...path], name, value };
}

function parseText(text: string): unknown {
  try {
    return text.trim() === '' ? {} : JSON.parse(text);
  } catch {
    // The parser's own words quote the text.
    throw invalidField({ field: FIELD, expected: 'valid JSON', hint: EXAMPLE }, text);
  }
}

/**
 * The record with the changes, one after the other; the record itself stays.
 * @throws InvalidEventError for a name that may not be changed, and a path that leads nowhere
 */
export function withChanges(
  record: Readonly<Record<string, unknown>>,
  changes: readonly WantedChange[],
  changeable: Changeable,
): Readonly<Record<string, unknown>> {
  return changes.reduce<Readonly<Record<string, unknown>>>((before, change) => {
    checkChangeable(change, changeable);
    const [head] = change.path;
    // A column that is empty already may be emptied again.
    if (change.path.length === 1 && change.value === null) return { ...before, [head]: undefined };
    return changed(before, change.path, change) as Readonly<Record<string, unknown>>;
  }, record);
}

function checkChangeable({ path, name }: WantedChange, changeable: Changeable): void {
  const [head, ...rest] = path;
  const { names, nested, fixed, kind } = changeable;
  if (Object.hasOwn(fixed, head)) {
    throw invalidChange(name, 'cannot be changed', fixed[head] ?? '');
  }
  if (!names.includes(head)) {
    const hint = `This entry is ${kind}. Of it can be changed: ${names.join(', ')}.`;
    throw invalidChange(name, 'is nothing that can be changed', hint);
  }
  if (rest.length > 0 && !nested.includes(head)) {
    const hint = `Give ${head} as a whole; paths lead into ${nested.join(' and ')} only.`;
    throw invalidChange(name, 'leads into a value that has no parts', hint);
  }
}

function changed(container: unknown, path: readonly string[], change: WantedChange): unknown {
  if (Array.isArray(container)) return changedList(container, path, change);
  const object = container ?? {};
  if (!isRecord(object)) {
    const hint = 'Give the value above it as a whole.';
    throw invalidChange(change.name, 'leads into a value that has no parts', hint);
  }
  const { key, rest } = stepInto(object, path);
  const isThere = Object.hasOwn(object, key);
  if (!isThere && change.value === null) throw notThere(change);
  const others = Object.entries(object).filter(([name]) => name !== key);
  if (rest.length === 0 && change.value === null) return Object.fromEntries(others);
  const before = isThere ? object[key] : undefined;
  const after = rest.length === 0 ? change.value : changed(before, rest, change);
  // Keys keep their places; `__proto__` must stay a key.
  const entries = Object.entries(object).map(([name, value]) => [
    name,
    name === key ? after : value,
  ]);
  return Object.fromEntries(isThere ? entries : [...entries, [key, after]]);
}

function changedList(
  list: readonly unknown[],
  [step = '', ...rest]: readonly string[],
  change: WantedChange,
): unknown {
  const index = /^\d{1,9}$/.test(step) ? Number(step) : Number.NaN;
  if (!(index <= list.length) || (index === list.length && change.value === null)) {
    throw notThere(change);
  }
  if (rest.length > 0) return list.with(index, changed(list[index], rest, change));
  if (change.value === null) return list.toSpliced(index, 1);
  return list.toSpliced(index, 1, change.value);
}

/** A name with dots in it that is there is meant before names within names. */
function stepInto(object: object, path: readonly string[]): { key: string; rest: string[] } {
  for (let length = path.length; length > 1; length--) {
    const key = path.slice(0, length).join('.');
    if (Object.hasOwn(object, key)) return { key, rest: path.slice(length) };
  }
  const [key = '', ...rest] = path;
  return { key, rest };
}

function notThere({ name }: WantedChange): InvalidEventError {
  return invalidChange(
    name,
    'leads to a value that is not there',
    'Look at the payload with Get Many.',
  );
}

/** An error about one change: never its value. */
export function invalidChange(name: string, problem: string, hint: string): InvalidEventError {
  const field = `${FIELD}: ${name}`;
  return new InvalidEventError(field, {
    message: `${field} ${problem}.`,
    hint,
    code: 'invalid_change',
  });
}

/** As errors name fields elsewhere, and the places of lists. */
const FIELD_NAME = /^([A-Za-z_][\w-]{0,63}|\d{1,4})$/;

/** Names may hold personal data: only what looks like a field's name is repeated. */
export function nameOf(path: readonly string[]): string {
  return path.map((step) => (FIELD_NAME.test(step) ? step : '…')).join('.');
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && isPlainObject(value);
}
