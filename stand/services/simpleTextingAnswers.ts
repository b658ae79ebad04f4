import type { Answer } from './localServer';

const PATH = '/v2/api/messages';

/**
 * SimpleTexting's own envelope, sent as application/problem+json. The 401 without a token is as observed
 * on the live API; other codes are not published, only that they come in this envelope
 * (api-doc.simpletexting.com). Its time is in seconds with a fraction.
 */
function problem(
  status: number,
  name: string,
  { errorCode, message }: { readonly errorCode: string; readonly message: string },
): Answer {
  const envelope = { status: name, errorCode, code: errorCode, message };
  const body = { ...envelope, errorDetails: [], path: PATH, timestamp: 1_786_600_000.123 };
  return { status, body, mediaType: 'application/problem+json' };
}

const badRequest = (errorCode: string, message: string) =>
  problem(400, 'BAD_REQUEST', { errorCode, message });

/** How SimpleTexting refuses a call. */
export const REFUSALS = {
  noToken: problem(401, 'UNAUTHORIZED', {
    errorCode: 'ERR_AUTH_TOKEN_MISSING',
    message: 'Auth token is missing',
  }),
  wrongToken: problem(401, 'UNAUTHORIZED', {
    errorCode: 'ERR_AUTH_TOKEN_INVALID',
    message: 'Auth token is invalid',
  }),
  notFound: problem(404, 'NOT_FOUND', { errorCode: 'ERR_NOT_FOUND', message: 'Not found' }),
  badPhone: badRequest('ERR_INVALID_PHONE', 'Invalid phone format'),
  missingField: (name: string) => badRequest('ERR_VALIDATION', `${name} must not be blank`),
  unsubscribed: badRequest('ERR_CONTACT_UNSUBSCRIBED', 'Contact is unsubscribed'),
  noCredits: problem(402, 'PAYMENT_REQUIRED', {
    errorCode: 'ERR_NOT_ENOUGH_CREDITS',
    message: 'Not enough credits',
  }),
  tooFast: problem(429, 'TOO_MANY_REQUESTS', {
    errorCode: 'ERR_TOO_MANY_REQUESTS',
    message: 'Too many requests',
  }),
  serverError: problem(500, 'INTERNAL_SERVER_ERROR', {
    errorCode: 'UNKNOWN_ERR',
    message: 'Unknown error',
  }),
  /** The other envelope, of the gateway before the API. */
  gateway: {
    status: 400,
    body: {
      code: 'INTERNAL_ERROR',
      errorCode: 'UNKNOWN_ERR',
      timestamp: '2026-08-13T10:00:00.000Z',
      message: 'Illegal argument',
    },
  },
  badGateway: { status: 502, body: '<html><head><title>502 Bad Gateway</title></head></html>' },
} as const;
