import type { Lane } from '../writeFailure';

/**
 * What each SQLSTATE means to delivery. Names and codes: PostgreSQL documentation, appendix A.
 * A code is looked up whole, then by its class (first two characters); unknown is transient,
 * because trying again later loses nothing.
 */
export interface SqlStateMeaning {
  readonly lane: Lane;
  readonly message: string;
  readonly hint: string;
  readonly waitsForParent?: true;
}

const RETRIED = 'It is tried again by itself.';
const SET_UP =
  'Run the "Set Up Database" operation of Replay Retry Queue, or apply migrations/*.sql with psql; then replay.';
const GRANT =
  'Give the user of the credential the rights listed in migrations/grants.sql; then replay.';
const EDIT = 'Correct the event in the workflow; the parked one is kept in the retry queue.';
const SIZE = 'Shorten the value, or store it elsewhere and log a link to it.';

const transient = (message: string, hint = RETRIED): SqlStateMeaning => ({
  lane: 'transient',
  message,
  hint,
});
const environment = (message: string, hint: string): SqlStateMeaning => ({
  lane: 'environment',
  message,
  hint,
});
const payload = (message: string, hint = EDIT): SqlStateMeaning => ({
  lane: 'payload',
  message,
  hint,
});

/** By whole code. */
const BY_CODE: Readonly<Record<string, SqlStateMeaning>> = {
  '22P05': payload('A text holds a character that PostgreSQL cannot store.'),
  '23502': payload('A required column is missing a value.'),
  '23503': {
    ...payload(
      'A row that the event refers to does not exist yet.',
      'The event waits and is replayed; check that the lead, client, user or event type arrives.',
    ),
    waitsForParent: true,
  },
  '23505': transient('Another row holds the same key for the moment.'),
  '23514': payload('A check of the table refuses the event.'),
  '25006': transient('The server is read-only, such as a standby.'),
  '28000': environment(
    'PostgreSQL does not admit this user from here, or not in this way.',
    'Check User, the SSL settings and the client certificate in the credential, and pg_hba.conf on the server; then replay.',
  ),
  '3D000': environment(
    'The database does not exist.',
    'Check Database in the credential; then replay.',
  ),
  '3F000': environment('The schema does not exist.', SET_UP),
  '40001': transient('The transaction could not be serialised with another one.'),
  '40P01': transient('The transaction ran into a deadlock.'),
  '42501': environment('The user of the credential lacks a privilege.', GRANT),
  '42703': environment('A column that this version needs does not exist.', SET_UP),
  '42883': environment('A function that this version needs does not exist.', SET_UP),
  '42P01': environment('A table that this version needs does not exist.', SET_UP),
  '42P10': environment('The key that this version needs does not exist.', SET_UP),
  '55P03': transient('A lock was not granted in time.'),
  '57014': transient('The statement was cancelled, most often by its time limit.'),
  '57P01': transient('The server ended the connection.'),
  '57P02': transient('The server crashed.'),
  '57P03': transient('The server is not accepting connections yet.'),
};

/** By class, when the whole code is not listed. */
const BY_CLASS: Readonly<Record<string, SqlStateMeaning>> = {
  '08': transient('The connection to PostgreSQL failed.'),
  '22': payload('A value does not fit its column.'),
  '28': environment(
    'PostgreSQL refused the user or password.',
    'Check User and Password in the credential; then replay.',
  ),
  '53': transient('The server is short of memory, disk or connections.'),
  '54': payload('The event exceeds a limit of PostgreSQL.', SIZE),
  P0: payload('A rule of the table refuses the event.'),
};

/**
 * 42501 of one row that no policy of row-level security admits. The privileges are fine, so it is
 * not the target's fault: its neighbours can be written, and it itself once a policy admits it.
 */
export const REFUSED_BY_POLICY: SqlStateMeaning = {
  ...payload(
    'The row-level security of the table does not admit the event.',
    'Correct the tenant of the event, or let a policy admit it for the user of the credential; the event waits and is replayed.',
  ),
  waitsForParent: true,
};

/** @returns what a SQLSTATE means, or undefined when it is not in the table. */
export function meaningOfSqlState(code: string): SqlStateMeaning | undefined {
  return BY_CODE[code] ?? BY_CLASS[code.slice(0, 2)];
}

/** Whether `code` has the form of a SQLSTATE rather than of a Node.js error code. */
export function isSqlState(code: string): boolean {
  return /^[0-9A-Z]{5}$/.test(code) && /[0-9]/.test(code);
}
