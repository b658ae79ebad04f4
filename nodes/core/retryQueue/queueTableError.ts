import {
  ActivityLogError,
  ConfigurationError,
  MigrationNeededError,
  TargetUnavailableError,
} from '../errors';
import { classifyError } from '../postgres/classifyError';

/** SQLSTATEs that say: the schema, the table or a column of ours is missing. */
const NOT_SET_UP = new Set(['3F000', '42P01', '42703']);

/** Puts a failure of the queue table into words that hold no value of an event. */
export function queueTableError(error: unknown): ActivityLogError {
  if (error instanceof ActivityLogError) return error;
  const { lane, code, message, hint } = classifyError(error);
  const words = { message: `The retry queue table could not be used. ${message}`, hint, code };
  if (NOT_SET_UP.has(code)) return new MigrationNeededError(words);
  return lane === 'environment' ? new ConfigurationError(words) : new TargetUnavailableError(words);
}
