import {
  ActivityLogError,
  ConfigurationError,
  type ErrorWords,
  TargetUnavailableError,
} from '../../errors';
import { COLUMNS } from './airtableColumns';

/** Airtable refuses these records; others may be fine. */
export class RecordsRefusedError extends ActivityLogError {}

/** The list being paged through is gone: begin again. */
export class ListGoneError extends ActivityLogError {}

const TABLE_ERRORS = /^(UNKNOWN_FIELD_NAME|INVALID_FILTER_BY_FORMULA|INVALID_SORT.*)$/;
const LIST_ERRORS = /^(LIST_RECORDS_ITERATOR_NOT_AVAILABLE|INVALID_OFFSET_VALUE)$/;
const SAFE_TYPE = /^[A-Z][A-Z0-9_]{2,63}$/;
const README = 'The README lists the columns of the table and the scopes of the token.';

interface Cause {
  readonly type: string | null;
  readonly message: string;
}

/**
 * An answer other than 2xx, in words of ours: Airtable's may quote a cell.
 * Its errors come in three shapes: `{"error":{"type","message"}}`, `{"error":"NOT_FOUND"}` and
 * `{"errors":[{"error","message"}]}`. What each status means: airtable.com/developers/web/api/errors.
 * Two say that the plan's share is used up: a 429 of type PUBLIC_API_BILLING_LIMIT_EXCEEDED, which
 * is what the monthly calls meet today, and 402, in Airtable's reference of status codes (a base's
 * page below airtable.com/api) for "a quota that can be increased by upgrading".
 */
export function airtableError(status: number, body: unknown): ActivityLogError {
  const cause = causeOf(body);
  const code = cause.type ?? `http_${status}`;
  if (status === 401 || status === 403 || status === 404) return accessError(status, code);
  if (status === 402 || status === 429) return limitError(code);
  if (status === 400 || status === 413 || status === 422) return refusal(cause, code);
  return new TargetUnavailableError({
    message: `Airtable could not serve the request (HTTP ${status}).`,
    hint: 'It is tried again later; see status.airtable.com.',
    code,
  });
}

function accessError(status: 401 | 403 | 404, code: string): ConfigurationError {
  const words: Record<401 | 403 | 404, ErrorWords> = {
    401: {
      message: 'Airtable does not accept the access token.',
      hint: 'Create a personal access token in Airtable and put it into the credential.',
    },
    403: {
      message: 'The access token may not use this Airtable base or table.',
      hint: `Add the base and the scopes data.records:read and data.records:write to the token, and check base and table in the credential. ${README}`,
    },
    404: {
      message: 'Airtable does not know this base or table.',
      hint: 'Check Base ID, Table and API URL in the credential.',
    },
  };
  return new ConfigurationError({ ...words[status], code });
}

function limitError(code: string): TargetUnavailableError {
  if (code === 'RATE_LIMIT_REACHED' || code === 'http_429') {
    return new TargetUnavailableError({
      message: 'Airtable takes no requests for 30 seconds: more than 5 a second came to the base.',
      hint: 'Let other integrations of this base send less, or give the retry queue a base of its own.',
      code,
    });
  }
  return new TargetUnavailableError({
    message: 'The plan of the Airtable workspace is used up.',
    hint: 'Wait for the next month, upgrade the plan, or choose another retry queue.',
    code,
  });
}

function refusal(cause: Cause, code: string): ActivityLogError {
  if (cause.type !== null && LIST_ERRORS.test(cause.type)) {
    const message = 'The list of records changed while it was read.';
    return new ListGoneError({ message, hint: 'It is read again.', code });
  }
  if (cause.type !== null && TABLE_ERRORS.test(cause.type)) {
    const column = COLUMNS.find((name) => cause.message.includes(name));
    return new ConfigurationError({
      message: `The Airtable table lacks ${column === undefined ? 'a column' : `the column ${column}`}.`,
      hint: `Add the missing columns, spelt exactly so. ${README}`,
      code,
    });
  }
  return new RecordsRefusedError({
    message: 'Airtable refused a record.',
    hint: `Look whether the base is full and its columns have the listed types. ${README}`,
    code,
  });
}

function causeOf(body: unknown): Cause {
  const { error, errors } = objectOf(body);
  if (Array.isArray(errors)) {
    const first = objectOf(errors[0]);
    return { type: typeOf(first.error ?? first.type), message: messageOf(first.message) };
  }
  if (typeof error === 'string') return { type: typeOf(error), message: '' };
  const { type, message } = objectOf(error);
  return { type: typeOf(type), message: messageOf(message) };
}

function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function typeOf(value: unknown): string | null {
  return typeof value === 'string' && SAFE_TYPE.test(value) ? value : null;
}

function messageOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
