import {
  ActivityLogError,
  ConfigurationError,
  MigrationNeededError,
  TargetUnavailableError,
} from '../errors';
import { classifyError } from './classifyError';
import { plainName, type QuotedSchema } from './identifiers';
import { isSqlState } from './sqlState';
import type { MissingTables } from './statements/findMissingTables';

/** SQLSTATEs that say: the database lacks a schema, table, column or function of ours. */
const NOT_SET_UP = new Set(['3F000', '42P01', '42703', '42883']);

const BOTH_CURES =
  'Run the "Set Up Database" operation of Replay Retry Queue, or apply migrations/*.sql with psql. If the tables are elsewhere, enter their schema under Options: Schema, and check Database in the credential.';

/** Hints for reading; the hints of writes speak of events that are kept and replayed. */
const SERVER_HINTS: Readonly<Record<string, string>> = {
  '28': 'Check User and Password in the credential.',
  '28000':
    'Check User, the SSL settings and the client certificate in the credential, and pg_hba.conf on the server.',
  '3D': 'Check Database in the credential.',
  '42': 'Give the user of the credential the rights of a reader, as in migrations/grants.sql.',
  '57014':
    'Narrow the dates, lower Limit, or raise Options: Statement Timeout; then run the node again.',
};
const TRY_AGAIN = 'Run the node again in a moment. If it stays, look into the log of PostgreSQL.';

/** Whether it is worth asking which tables are missing. */
export function isNotSetUp(error: unknown): boolean {
  return NOT_SET_UP.has(classifyError(error).code);
}

/**
 * Puts any error of a read into words that hold no value and no secret.
 * @param found what is missing, when the database could be asked after a `isNotSetUp` error
 */
export function toReadError(
  error: unknown,
  schema: QuotedSchema,
  found: MissingTables | null,
): ActivityLogError {
  if (error instanceof ActivityLogError) return error;
  const { code, lane, message, hint } = classifyError(error);
  if (NOT_SET_UP.has(code)) {
    return new MigrationNeededError({
      message: notSetUpMessage(message, schema, found),
      hint: BOTH_CURES,
      code,
    });
  }
  if (code === 'unknown') return unknownError(error);
  const words = {
    message,
    hint: isSqlState(code) ? serverHint(code) : connectionHint(code, hint),
    code,
  };
  return lane === 'environment' ? new ConfigurationError(words) : new TargetUnavailableError(words);
}

function notSetUpMessage(
  message: string,
  schema: QuotedSchema,
  found: MissingTables | null,
): string {
  if (found === null) return message;
  const plainSchema = plainName(schema);
  if (!found.hasSchema) return `The schema ${plainSchema} does not exist in this database.`;
  const tables = found.missing.map((table) => `${plainSchema}.${table}`);
  if (tables.length === 0) return message;
  return tables.length === 1
    ? `The table ${tables.join()} does not exist.`
    : `The tables ${tables.join(', ')} do not exist.`;
}

function serverHint(code: string): string {
  return SERVER_HINTS[code] ?? SERVER_HINTS[code.slice(0, 2)] ?? TRY_AGAIN;
}

function connectionHint(code: string, hint: string): string {
  if (code === 'no_answer') return SERVER_HINTS['57014'] ?? hint;
  return code === 'rolled_back' ? TRY_AGAIN : hint;
}

/** Neither the server nor the connection: most likely rows of another form than ours. */
function unknownError(error: unknown): TargetUnavailableError {
  return new TargetUnavailableError({
    message: 'Reading from PostgreSQL failed for a reason that is not known.',
    detail: `It was reported as ${error instanceof Error ? error.name : typeof error}.`,
    hint: TRY_AGAIN,
    code: 'unknown',
  });
}
