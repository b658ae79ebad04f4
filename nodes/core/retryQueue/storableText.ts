const MAX_LENGTH = 2000;
const NUL = /\0/g;
const LONE_SURROGATES = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;

/**
 * Text that every store takes unchanged: PostgreSQL refuses NUL and alters lone surrogates, so
 * both become U+FFFD here. At most 2,000 characters.
 */
export function storableText(text: string): string {
  return text.slice(0, MAX_LENGTH).replace(NUL, '\uFFFD').replace(LONE_SURROGATES, '\uFFFD');
}
