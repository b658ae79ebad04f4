import type { TextQuery } from './eventFilters';
import { invalidParameter } from './invalidParameter';
import { type QueryToken, queryTokens } from './queryTokens';
import { textQuery, type TextPart } from './textQuery';

/** Keys whose values mean any one of them … */
const LIST_KEYS = ['type', 'category', 'source', 'tenant'] as const;
/** … keys of which an event has one value … */
const SINGLE_KEYS = ['lead', 'user', 'entity', 'visitor', 'session', 'execution'] as const;
/** … and keys that bound the time: all that are given must hold. */
const DATE_KEYS = ['after', 'before', 'on', 'range'] as const;
const KEYS: readonly string[] = [...LIST_KEYS, ...SINGLE_KEYS, ...DATE_KEYS];

export type QueryKey =
  (typeof LIST_KEYS)[number] | (typeof SINGLE_KEYS)[number] | (typeof DATE_KEYS)[number];

/** Distinct values by key, as they were written; a key that was not used is absent. */
export type QueryFilters = Readonly<Partial<Record<QueryKey, readonly string[]>>>;

export interface ReadQuery {
  readonly filters: QueryFilters;
  /** Null when the query has no words. */
  readonly text: TextQuery | null;
}

/** The parameter as the panel shows it. */
export const QUERY = 'Query';
/** Characters; as long as any other filter's value may be. */
const MAX_QUERY = 1000;
/** PostgreSQL refuses NUL; a lone surrogate would silently become another character. */
const NOT_SEARCHABLE = /[\0\p{Surrogate}]/u;
const AS_TEXT = 'To search for it as text, put it in quotes.';

/** How errors name a key: as `Filters: After` names a filter. */
export function queryParameter(key: QueryKey): string {
  return `${QUERY}: ${key}`;
}

/**
 * Reads a query such as `type:MESSAGE_SENT lead:john "free consultation" -stop`
 * (docs/query-language.md). Values are not checked here, planFilters does.
 * @throws ConfigurationError naming Query: too long, a character that is never stored, a key
 * without a value, two values where an event has one, or what filters cannot express
 */
export function readQuery(query: string): ReadQuery {
  if (query.trim() === '') return { filters: {}, text: null };
  refuseUnsearchable(query);
  const tokens = queryTokens(query, kindOf).filter(isSomething);
  const values = new Map<QueryKey, string[]>();
  const text: TextPart[] = [];
  for (const [at, token] of tokens.entries()) {
    if (token.kind === 'pair') addPair(values, token);
    else if (!isOr(token)) text.push({ ...token, kind: 'text' });
    else addOr(text, token, [tokens[at - 1], tokens[at + 1]]);
  }
  return { filters: Object.fromEntries(values), text: textQuery(text) };
}

function kindOf(key: string): 'single' | 'list' | undefined {
  if (!KEYS.includes(key)) return undefined;
  return (LIST_KEYS as readonly string[]).includes(key) ? 'list' : 'single';
}

function refuseUnsearchable(query: string): void {
  if (query.length > MAX_QUERY) {
    throw invalidParameter(
      `The parameter ${QUERY} is longer than ${MAX_QUERY} characters.`,
      `Shorten ${QUERY}, or use Filters for a part of it.`,
    );
  }
  if (NOT_SEARCHABLE.test(query)) {
    throw invalidParameter(
      `The parameter ${QUERY} holds a NUL or a broken character (half of a surrogate pair), which is never stored.`,
      `Check where the text of ${QUERY} comes from.`,
    );
  }
}

/** Empty quotes ask for nothing. */
function isSomething(token: QueryToken): boolean {
  return token.kind === 'pair' || /[^\s"]/.test(token.text);
}

type Pair = Extract<QueryToken, { kind: 'pair' }>;
type Text = Exclude<QueryToken, Pair>;

function addPair(values: Map<QueryKey, string[]>, pair: Pair): void {
  const key = pair.key as QueryKey;
  if (pair.unwanted) {
    throw invalidParameter(
      `The parameter ${QUERY} has a minus before ${key}:, but only words can be unwanted.`,
      `Name the values of ${key} that are wanted. ${AS_TEXT}`,
    );
  }
  if (pair.values.includes('')) {
    throw invalidParameter(
      `The parameter ${QUERY} has ${key}: without a value.`,
      `Write the value right after the colon, several with commas and no blanks between them. ${AS_TEXT}`,
    );
  }
  const distinct = [...new Set([...(values.get(key) ?? []), ...pair.values])];
  if (distinct.length > 1 && (SINGLE_KEYS as readonly string[]).includes(key)) {
    throw invalidParameter(
      `The parameter ${QUERY} has two different values for ${key}:, but an event has only one.`,
      `Leave one of them out; a value with blanks is written in quotes, e.g. ${key}:"one two".`,
    );
  }
  values.set(key, distinct);
}

function isOr(token: QueryToken): boolean {
  return token.kind === 'word' && !token.unwanted && /^or$/i.test(token.text);
}

/** Between words `or` joins; between values of one list it says what the list means anyway. */
function addOr(text: TextPart[], token: Text, [left, right]: (QueryToken | undefined)[]): void {
  if (left === undefined || right === undefined) {
    text.push({ ...token, kind: 'text' });
  } else if (left.kind === 'pair' && right.kind === 'pair' && isSameList(left, right)) {
    return;
  } else if (isWanted(left) && isWanted(right)) {
    text.push(isOr(right) ? { ...token, kind: 'text' } : { kind: 'or' });
  } else {
    throw invalidParameter(
      `The parameter ${QUERY} has an or beside a filter or an unwanted word, but or only joins words.`,
      `Leave the or out, or run one search for each side. ${AS_TEXT}`,
    );
  }
}

function isSameList(left: Pair, right: Pair): boolean {
  return left.key === right.key && kindOf(left.key) === 'list';
}

function isWanted(token: QueryToken): boolean {
  return token.kind !== 'pair' && !token.unwanted;
}
