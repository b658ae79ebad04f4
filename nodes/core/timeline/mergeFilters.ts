import { isDeepStrictEqual } from 'node:util';
import { invalidParameter } from './invalidParameter';
import { type QueryFilters, type QueryKey, queryParameter } from './queryLanguage';

/** What the panel gave, and the name of the parameter there. */
type FromPanel<Given> = readonly [given: Given, parameter: string];
/** Where the query may have said the same. */
type FromQuery = readonly [query: QueryFilters, key: QueryKey];

/** Checks one value; throws a ConfigurationError that names the parameter. */
type ReadValue<Value> = (value: string, parameter: string) => Value;

interface ListRules {
  readonly read: ReadValue<string>;
  /** Controlled names, which the query may write in another case and with blanks or hyphens. */
  readonly known?: readonly string[];
}

/**
 * What panel and query both allow, distinct and sorted; null when neither narrows.
 * @throws ConfigurationError for a bad value, or when they have none in common
 */
export function mergeLists(
  [given, parameter]: FromPanel<readonly string[]>,
  [query, key]: FromQuery,
  { read, known }: ListRules,
): readonly string[] | null {
  const panel = given.map((value) => read(value, parameter));
  const names = known === undefined ? undefined : [...known, ...panel];
  const asked = (query[key] ?? []).map((value) => {
    const text = read(value, queryParameter(key));
    return names === undefined ? text : controlledName(text, names);
  });
  if (panel.length === 0 || asked.length === 0) return sorted([...panel, ...asked]);
  const both = sorted(asked.filter((value) => panel.includes(value)));
  if (both !== null) return both;
  throw invalidParameter(
    `${queryParameter(key)} and ${parameter} have no value in common, so no event can match both.`,
    `Leave ${key}: out of the query, or choose the same values in ${parameter}.`,
  );
}

/**
 * The one value of panel or query; null when neither gives one.
 * @throws ConfigurationError for a bad value, or when they give different ones
 */
export function mergeValues<Value>(
  [given, parameter]: FromPanel<string>,
  [query, key]: FromQuery,
  read: ReadValue<Value>,
): Value | null {
  const panel = given.trim() === '' ? null : read(given, parameter);
  const asked = query[key]?.[0];
  if (asked === undefined) return panel;
  const value = read(asked, queryParameter(key));
  if (panel === null || isDeepStrictEqual(panel, value)) return value;
  throw invalidParameter(
    `${queryParameter(key)} and ${parameter} differ, so no event can match both.`,
    `Leave ${key}: out of the query, or leave ${parameter} empty.`,
  );
}

/** The known name that is written like this, when there is exactly one; else the text as it is. */
function controlledName(text: string, known: readonly string[]): string {
  if (known.includes(text)) return text;
  const alike = new Set(known.filter((name) => folded(name) === folded(text)));
  const [name] = alike;
  return alike.size === 1 && name !== undefined ? name : text;
}

function folded(name: string): string {
  return name.toLowerCase().replace(/[\s-]+/g, '_');
}

function sorted(values: readonly string[]): readonly string[] | null {
  return values.length === 0 ? null : [...new Set(values)].sort();
}
