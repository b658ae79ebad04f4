import { ConfigurationError } from '../errors';

/** An expression can give what the panel refuses; a run of no entries looks like a drained queue. */
export function checkReplay(request: {
  readonly limit: number;
  readonly ratePerSecond: number | null;
}): void {
  const { limit, ratePerSecond } = request;
  if (!Number.isInteger(limit) || limit < 1) {
    throw new ConfigurationError({
      message: 'The parameter Limit must be a whole number from 1 on.',
      hint: 'Correct the expression in Limit, or enter a number.',
    });
  }
  checkRate(ratePerSecond);
}

export function checkRate(ratePerSecond: number | null): void {
  if (ratePerSecond === null || (Number.isFinite(ratePerSecond) && ratePerSecond > 0)) return;
  throw new ConfigurationError({
    message: 'The option Events per Second must be a number above 0.',
    hint: 'Correct the expression in Events per Second, or leave the option out for no bound.',
  });
}
