import type { Lane } from '../writeFailure';

/** A failure that did not come from the server's own error message. */
export interface ConnectionErrorMeaning {
  readonly lane: Lane;
  readonly message: string;
  readonly hint: string;
}

const CHECK_HOST = 'Check Host and Port in the credential and that PostgreSQL is running.';
const CHECK_TLS = 'Check the SSL settings and certificates of the credential.';
const CHECK_PASSWORD = 'Check User and Password in the credential.';

/** Codes of Node.js (`errno` and TLS, see its documentation of `tls` and `os.constants`). */
const BY_CODE: Readonly<Record<string, ConnectionErrorMeaning>> = {
  ECONNREFUSED: { lane: 'transient', message: 'PostgreSQL refuses connections.', hint: CHECK_HOST },
  ECONNRESET: {
    lane: 'transient',
    message: 'The connection to PostgreSQL was cut.',
    hint: CHECK_HOST,
  },
  EPIPE: { lane: 'transient', message: 'The connection to PostgreSQL was cut.', hint: CHECK_HOST },
  ETIMEDOUT: { lane: 'transient', message: 'PostgreSQL did not answer in time.', hint: CHECK_HOST },
  EHOSTUNREACH: {
    lane: 'transient',
    message: 'The host of PostgreSQL is unreachable.',
    hint: CHECK_HOST,
  },
  ENETUNREACH: {
    lane: 'transient',
    message: 'The network of PostgreSQL is unreachable.',
    hint: CHECK_HOST,
  },
  ENOTFOUND: {
    lane: 'environment',
    message: 'The host name of PostgreSQL is unknown.',
    hint: CHECK_HOST,
  },
  EAI_AGAIN: {
    lane: 'environment',
    message: 'The host name of PostgreSQL could not be looked up.',
    hint: CHECK_HOST,
  },
  no_answer: { lane: 'transient', message: 'PostgreSQL did not answer in time.', hint: CHECK_HOST },
  rolled_back: {
    lane: 'transient',
    message: 'PostgreSQL rolled the transaction back at its end.',
    hint: 'It is tried again by itself.',
  },
};

/**
 * pg throws many errors without a code; these are its own words (pg 8, lib/client.js,
 * lib/connection.js, lib/crypto/sasl.js and pg-pool), matched only where no code exists.
 */
const BY_MESSAGE: ReadonlyArray<readonly [RegExp, string, ConnectionErrorMeaning]> = [
  [
    /timeout exceeded when trying to connect|timeout expired|Connection terminated due to connection timeout/i,
    'connect_timeout',
    {
      lane: 'transient',
      message: 'No connection to PostgreSQL was made in time.',
      hint: CHECK_HOST,
    },
  ],
  [
    /Connection terminated|Connection ended|not queryable|Client was closed/i,
    'connection_lost',
    { lane: 'transient', message: 'The connection to PostgreSQL was lost.', hint: CHECK_HOST },
  ],
  [
    /SASL|password must be a string|client password/i,
    'authentication',
    {
      lane: 'environment',
      message: 'PostgreSQL refused the user or password.',
      hint: CHECK_PASSWORD,
    },
  ],
  [
    /does not support SSL|self.signed|certificate|TLS|SSL/i,
    'tls',
    {
      lane: 'environment',
      message: 'A secure connection to PostgreSQL could not be made.',
      hint: CHECK_TLS,
    },
  ],
];

const TLS_CODE = /CERT|SSL|TLS|SIGNATURE|ISSUER|ALTNAME/;

/** @returns the meaning of a Node.js code, or undefined. */
export function meaningOfNodeCode(code: string): ConnectionErrorMeaning | undefined {
  const known = BY_CODE[code];
  if (known !== undefined) return known;
  if (!TLS_CODE.test(code)) return undefined;
  return {
    lane: 'environment',
    message: 'A secure connection to PostgreSQL could not be made.',
    hint: CHECK_TLS,
  };
}

/** @returns our own code and the meaning of a message of pg that carries no code, or undefined. */
export function meaningOfMessage(
  message: string,
): { code: string; meaning: ConnectionErrorMeaning } | undefined {
  const found = BY_MESSAGE.find(([pattern]) => pattern.test(message));
  return found === undefined ? undefined : { code: found[1], meaning: found[2] };
}
