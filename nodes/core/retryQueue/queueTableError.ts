import {
  ActivityLogError,
  ConfigurationError,
  MigrationNeededError,
  TargetUnavailableError,
} from '../errors';
import { classifyError } from '../postgres/classifyError';
import type { RetryStoreName } from './retryStore';

/** SQLSTATEs that say: the schema, the table or a column of ours is missing. */
const NOT_SET_UP = new Set(['3F000', '42P01', '42703']);

/** The log's own database is set up with the node's connection; this one takes another. */
const SET_UP_SECOND =
  'Run the "Set Up Database" operation of Replay Retry Queue with a Connection to the second database, or apply migrations/*.sql there with psql.';

/** Puts a failure of the queue table into words that hold no value of an event. */
export function queueTableError(
  error: unknown,
  store: RetryStoreName = 'queueTable',
): ActivityLogError {
  if (error instanceof ActivityLogError) return error;
  const { lane, code, message, hint } = classifyError(error);
  const isSecond = store === 'secondPostgres';
  const place = isSecond ? ' of the second PostgreSQL' : '';
  const words = {
    message: `The retry queue table${place} could not be used. ${message}`,
    hint,
    code,
  };
  if (NOT_SET_UP.has(code)) {
    return new MigrationNeededError({ ...words, hint: isSecond ? SET_UP_SECOND : hint });
  }
  return lane === 'environment' ? new ConfigurationError(words) : new TargetUnavailableError(words);
}
