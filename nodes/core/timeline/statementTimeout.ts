import { invalidParameter } from './invalidParameter';

/** Ten minutes: longer than any page or summary takes, short enough that nothing hangs for ever. */
export const MAX_STATEMENT_TIMEOUT = 600_000;

/**
 * @returns the milliseconds as they are
 * @throws ConfigurationError unless they are a whole number from 1 to 600,000
 */
export function checkStatementTimeout(milliseconds: number): number {
  const isInRange = milliseconds >= 1 && milliseconds <= MAX_STATEMENT_TIMEOUT;
  if (Number.isInteger(milliseconds) && isInRange) return milliseconds;
  throw invalidParameter(
    `The parameter Options: Statement Timeout must be a whole number from 1 to ${MAX_STATEMENT_TIMEOUT}.`,
    'Enter a number of milliseconds in this range.',
  );
}
