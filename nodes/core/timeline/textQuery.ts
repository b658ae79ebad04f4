import type { TextQuery } from './eventFilters';

/** A word or phrase to look for, or the `or` between two that are wanted. */
export type TextPart =
  | { readonly kind: 'text'; readonly text: string; readonly unwanted: boolean }
  | { readonly kind: 'or' };

/** No operator of websearch_to_tsquery, in whatever locale the database runs. */
const PLAIN_WORD = /^(?!or$)[a-z0-9]+$/i;

/**
 * Writes words for PostgreSQL's websearch_to_tsquery, so that nothing in them acts as an operator
 * and an unwanted word is unwanted beside every `or`. Null when there are none.
 */
export function textQuery(parts: readonly TextPart[]): TextQuery | null {
  if (parts.length === 0) return null;
  const texts = parts.filter((part) => part.kind === 'text');
  const wanted = parts.filter((part) => part.kind === 'or' || !part.unwanted);
  const unwanted = texts.filter((part) => part.unwanted);
  const leadWords = texts.filter((part) => !part.unwanted && /[\p{L}\p{N}]/u.test(part.text));
  return {
    wanted: orNull(wanted.map((part) => (part.kind === 'or' ? 'or' : quoted(part.text))).join(' ')),
    unwanted: orNull(unwanted.map((part) => quoted(part.text)).join(' or ')),
    leadText: orNull(leadWords.map((part) => withoutQuotes(part.text)).join(' ')),
  };
}

/** In quotes punctuation is read as in the stored text: `10:30` and URLs stay whole. */
function quoted(text: string): string {
  return PLAIN_WORD.test(text) ? text : `"${withoutQuotes(text)}"`;
}

function withoutQuotes(text: string): string {
  return text.replace(/["\s]+/g, ' ').trim();
}

function orNull(text: string): string | null {
  return text === '' ? null : text;
}
