import { WriteFailure } from '../writeFailure';
import { meaningOfMessage, meaningOfNodeCode } from './connectionErrors';
import { isSqlState, meaningOfSqlState, REFUSED_BY_POLICY } from './sqlState';
import { isUnsent } from './unsentErrors';

/** The part of a pg error that is safe to repeat: names of things, never values of rows. */
interface DriverError {
  readonly code?: unknown;
  readonly message?: unknown;
  readonly severity?: unknown;
  readonly constraint?: unknown;
  readonly column?: unknown;
  readonly table?: unknown;
  /** The function of the server that complained; unlike the message, never translated. */
  readonly routine?: unknown;
  readonly errors?: unknown;
}

/** PgBouncer answers pool trouble with a protocol violation; only its words tell which. */
const PGBOUNCER_ENVIRONMENT = /no such (user|database)|password|auth/i;

/** Where PostgreSQL checks new rows against policies (src/backend/executor/execMain.c). */
const POLICY_CHECK = 'ExecWithCheckOptions';

/**
 * Puts any error of a write into a lane and into words that hold no value and no secret.
 * Messages of the server are not repeated: they quote the values that they refuse.
 */
export function classifyError(error: unknown): WriteFailure {
  if (error instanceof WriteFailure) return error;
  const driverError = innermost(error);
  const code = typeof driverError.code === 'string' ? driverError.code : '';
  if (code === '08P01') return protocolViolation(driverError);
  if (isSqlState(code)) return fromServer(code, driverError);
  return fromConnection(code, textOf(driverError.message), isUnsent(error));
}

/** Node.js wraps the refusals of several addresses of one host into an AggregateError. */
function innermost(error: unknown): DriverError {
  const outer = (typeof error === 'object' && error !== null ? error : {}) as DriverError;
  const [first] = Array.isArray(outer.errors) ? (outer.errors as unknown[]) : [];
  return typeof first === 'object' && first !== null ? first : outer;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function fromServer(code: string, error: DriverError): WriteFailure {
  const isPolicy = code === '42501' && error.routine === POLICY_CHECK;
  const meaning = isPolicy ? REFUSED_BY_POLICY : meaningOfSqlState(code);
  const place = placeOf(error);
  return new WriteFailure({
    lane: meaning?.lane ?? 'transient',
    code,
    message: (meaning?.message ?? `PostgreSQL answered with the error ${code}.`) + place,
    hint: meaning?.hint ?? 'It is tried again by itself.',
    constraint: typeof error.constraint === 'string' ? error.constraint : undefined,
    waitsForParent: meaning?.waitsForParent,
  });
}

function placeOf(error: DriverError): string {
  const named = [
    ['table', error.table],
    ['column', error.column],
    ['constraint', error.constraint],
  ].filter(([, name]) => typeof name === 'string' && name !== '');
  if (named.length === 0) return missingThing(error);
  return ` (${named.map(([kind, name]) => `${String(kind)} ${String(name)}`).join(', ')})`;
}

/** For what does not exist or is not allowed, the server names the thing in its message only. */
const MISSING_THING =
  /(relation|schema|column|database|table|function) "?([\p{L}_][\p{L}\p{N}_$. -]{0,130}?)"?( of| does| for|$|\()/u;

function missingThing(error: DriverError): string {
  if (!/^(3D|3F|42)/.test(String(error.code))) return '';
  const found = MISSING_THING.exec(String(error.message));
  return found === null ? '' : ` (${String(found[1])} ${String(found[2])})`;
}

function protocolViolation(error: DriverError): WriteFailure {
  const isEnvironment = PGBOUNCER_ENVIRONMENT.test(textOf(error.message));
  return new WriteFailure({
    lane: isEnvironment ? 'environment' : 'transient',
    code: '08P01',
    message: 'The connection pooler in front of PostgreSQL refused the connection.',
    hint: isEnvironment
      ? 'Check User, Password and Database in the credential and in the pooler.'
      : 'Check that PostgreSQL answers behind the pooler and that its pool is large enough.',
  });
}

/** A connection that breaks after the statement was sent leaves open whether the row is there. */
const AMBIGUOUS_CODES = new Set([
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'no_answer',
  'connection_lost',
]);

function fromConnection(nodeCode: string, text: string, whileConnecting: boolean): WriteFailure {
  const byCode = meaningOfNodeCode(nodeCode);
  const byMessage = byCode === undefined ? meaningOfMessage(text) : undefined;
  const code = byMessage?.code ?? (nodeCode === '' ? 'unknown' : nodeCode);
  const meaning = byCode ?? byMessage?.meaning;
  return new WriteFailure({
    lane: meaning?.lane ?? 'transient',
    code,
    message: meaning?.message ?? 'Writing to PostgreSQL failed for a reason that is not known.',
    hint: meaning?.hint ?? 'It is tried again by itself. If it stays, look into the log of n8n.',
    ambiguous: !whileConnecting && AMBIGUOUS_CODES.has(code),
  });
}
