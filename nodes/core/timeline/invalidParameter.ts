import { valueShape } from '../activity/valueShape';
import { ConfigurationError } from '../errors';

/** A parameter that cannot be used: what is wrong with it, and how to get on. Never its value. */
export function invalidParameter(message: string, hint: string): ConfigurationError {
  return new ConfigurationError({ message, hint, code: 'invalid_parameter' });
}

/** PostgreSQL refuses NUL; a lone surrogate would silently become another character. */
const NOT_STORABLE = /[\0\p{Surrogate}]/u;

/** Characters; far above the names, ids and tokens in use. Longer texts are never stored. */
const LONGEST_NAME = 1000;

/**
 * Trims a text parameter and checks that it can be looked up.
 * @throws ConfigurationError when it is empty, too long, or holds what is never stored
 */
export function requireText(value: string, parameter: string, maxLength = LONGEST_NAME): string {
  const text = value.trim();
  if (text === '') {
    throw invalidParameter(
      `The parameter ${parameter} is empty.`,
      `Fill in ${parameter}; when it is an expression, check that it gives a value for this item.`,
    );
  }
  if (text.length > maxLength || NOT_STORABLE.test(text)) {
    throw invalidParameter(
      `The parameter ${parameter} holds a value that is never stored: it must be a text of at most ${maxLength} characters without NUL and without broken characters; it is ${valueShape(text)}.`,
      `Check where the value of ${parameter} comes from.`,
    );
  }
  return text;
}
