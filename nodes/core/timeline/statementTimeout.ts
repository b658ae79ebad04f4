import { wholeNumber } from './wholeNumber';

/** Ten minutes: longer than any page or summary takes, short enough that nothing hangs for ever. */
export const MAX_STATEMENT_TIMEOUT = 600_000;

/**
 * @returns the milliseconds as they are
 * @throws ConfigurationError unless they are a whole number from 1 to `highest`
 */
export function checkStatementTimeout(
  milliseconds: number,
  highest: number = MAX_STATEMENT_TIMEOUT,
): number {
  return wholeNumber(milliseconds, {
    parameter: 'Options: Statement Timeout',
    highest,
    cure: 'Enter a number of milliseconds in this range.',
  });
}
