import { InvalidEventError } from '../errors';
import { valueShape } from './valueShape';

/** One field of an event that does not fit. */
export interface FieldProblem {
  /** The parameter as the panel shows it. */
  readonly field: string;
  /** What was expected, after "but should be": "a UUID". */
  readonly expected: string;
  /** How to get on: a sentence. */
  readonly hint: string;
}

/** An error that names the field, the shape of `value` (never the value) and the cure. */
export function invalidField(problem: FieldProblem, value: unknown): InvalidEventError {
  return new InvalidEventError(problem.field, {
    message: `${problem.field} is ${valueShape(value)}, but should be ${problem.expected}.`,
    hint: problem.hint,
    code: 'invalid_event',
  });
}
