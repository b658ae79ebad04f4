import {
  ActivityLogError,
  ConfigurationError,
  type ErrorWords,
  MigrationNeededError,
  TargetUnavailableError,
} from '../errors';
import { classifyError } from './classifyError';

/** What a server's error carries; errors of the connection have a code at most. */
interface ServerError {
  readonly code: string;
  readonly message: string;
  readonly detail?: string;
  readonly hint?: string;
}

/** Lock not available, deadlock, statement timeout: somebody else was in the way. */
const BUSY = new Set(['55P03', '40P01', '57014', '40001']);
/** Undefined function, table, schema. */
const NOT_SET_UP = new Set(['42883', '42P01', '3F000']);
/** Wrong password, unknown role or database. */
const REFUSED = /^(28|3D)/;
/** Connection lost, resources, shut down. */
const UNAVAILABLE = /^(08|53|57P)/;

/** Puts a failure of setting up or maintaining into one of our own errors. */
export function toSetUpError(error: unknown, schema: string): Error {
  if (error instanceof ActivityLogError) return error;
  if (!isServerError(error)) return fromConnection(error);
  const words = { ...inServersWords(error), code: error.code };
  if (BUSY.has(error.code)) {
    return new TargetUnavailableError({
      ...words,
      hint: 'Another session held a lock for too long; nothing was changed. Try again in a moment.',
    });
  }
  if (UNAVAILABLE.test(error.code)) {
    return new TargetUnavailableError({ hint: 'Try again when the server is up.', ...words });
  }
  if (NOT_SET_UP.has(error.code)) return notSetUp(words, schema);
  return new ConfigurationError({ ...words, hint: words.hint ?? hintFor(error.code, schema) });
}

/** What is neither the server's nor the connection's is a mistake of ours and stays as it is. */
function fromConnection(error: unknown): Error {
  const { code, lane, message } = classifyError(error);
  if (code === 'unknown' && error instanceof Error) return error;
  const hint = 'Check the credential and that the server is up; then try again.';
  return lane === 'environment'
    ? new ConfigurationError({ message, hint, code }, { cause: error })
    : new TargetUnavailableError({ message, hint, code }, { cause: error });
}

function hintFor(code: string, schema: string): string {
  if (code === '42501') {
    return `Grant the role of the credential CREATE on the schema ${schema}, or have its owner apply the files of the folder migrations with psql.`;
  }
  if (code === '25006') return 'Use a credential of the primary server: this one is read only.';
  if (REFUSED.test(code)) return 'Correct host, database, user and password in the credential.';
  return `Correct what PostgreSQL names, or choose another Schema than ${schema}; the failed step was rolled back.`;
}

function notSetUp(words: ErrorWords, schema: string): Error {
  return new MigrationNeededError({
    ...words,
    message: `The schema ${schema} is not set up for this version: ${words.message}.`,
    hint: 'Run the "Set Up Database" operation, or apply the files of the folder migrations with psql.',
  });
}

function inServersWords({ message, detail, hint }: ServerError): ErrorWords {
  return {
    message,
    ...(detail === undefined ? {} : { detail }),
    ...(hint === undefined ? {} : { hint }),
  };
}

function isServerError(error: unknown): error is ServerError {
  return error instanceof Error && typeof (error as { severity?: unknown }).severity === 'string';
}
