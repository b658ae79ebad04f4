import { wholeNumber } from './timeline/wholeNumber';

const HIGHEST = 1_000_000;

/** @throws ConfigurationError for a limit that is no whole number from 1 to 1,000,000 */
export function requireLimit(limit: number): number {
  const cure = 'Give the most entries to change at once; run it again for the rest.';
  return wholeNumber(limit, { parameter: 'Limit', highest: HIGHEST, cure });
}
