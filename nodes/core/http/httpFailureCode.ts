/** Codes of Node.js and OpenSSL, e.g. ECONNREFUSED or CERT_HAS_EXPIRED; anything else could be text. */
const SAFE_CODE = /^[A-Z][A-Z0-9_]{1,63}$/;

/** axios' own words, in ours. */
const AXIOS_CODES: Readonly<Record<string, string>> = {
  ERR_CANCELED: 'no_answer',
  ECONNABORTED: 'no_answer',
  ETIMEDOUT: 'no_answer',
  ERR_BAD_RESPONSE: 'unusable_answer',
  ERR_NETWORK: 'unknown',
};

/** Before anything of the request could be sent: name, address, connection, TLS, or the request itself. */
const NOT_SENT =
  /^(ENOTFOUND|EAI_[A-Z]+|ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|EHOSTDOWN|CERT_.+|.+_CERT(_.+)?|UNABLE_TO_.+|ERR_TLS_.+|ERR_SSL_.+|ERR_INVALID_(URL|CHAR|PROTOCOL|HTTP_TOKEN))$/;

/**
 * What went wrong with a call, as a code that holds neither address nor header nor body.
 * @returns Node.js's code, `no_answer` past the time limit, `unusable_answer` for one that is too
 *   large or broken off, or `unknown`
 */
export function failureCode(error: unknown): string {
  const code = codeOf(error);
  if (code === null) return 'unknown';
  return AXIOS_CODES[code] ?? code;
}

/** Whether the request certainly never reached the service. */
export function connectFailed(error: unknown): boolean {
  const code = codeOf(error);
  if (code !== null && NOT_SENT.test(code)) return true;
  return causesOf(error).some((cause) => (cause as { syscall?: unknown }).syscall === 'connect');
}

function codeOf(error: unknown): string | null {
  for (const cause of causesOf(error)) {
    const { code } = cause as { code?: unknown };
    if (typeof code === 'string' && SAFE_CODE.test(code)) return code;
  }
  return null;
}

/** The error and what it wraps: axios wraps Node.js's, which bundles those of several addresses. */
function causesOf(error: unknown): object[] {
  if (typeof error !== 'object' || error === null) return [];
  const { cause, errors } = error as { cause?: unknown; errors?: unknown };
  const bundled: unknown[] = Array.isArray(errors) ? errors : [];
  return [error, ...[cause, ...bundled].filter((one) => typeof one === 'object' && one !== null)];
}
