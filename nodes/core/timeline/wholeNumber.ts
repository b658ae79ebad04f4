import { valueShape } from '../activity/valueShape';
import { invalidParameter } from './invalidParameter';

/**
 * Checks a parameter that is a whole number from 1.
 * @param cure what to do about a value out of range
 * @throws ConfigurationError naming the parameter and the range
 */
export function wholeNumber(
  value: number,
  { parameter, highest, cure }: { parameter: string; highest: number; cure: string },
): number {
  if (Number.isInteger(value) && value >= 1 && value <= highest) return value;
  throw invalidParameter(
    `The parameter ${parameter} must be a whole number from 1 to ${highest}; it is ${valueShape(value)}.`,
    cure,
  );
}
