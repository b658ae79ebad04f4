import type { Answer } from './localServer';

/** Thrown where a request is refused. */
export class Refusal extends Error {
  constructor(readonly answer: Answer) {
    super(`HTTP ${answer.status}`);
  }
}

const typed = (status: number, type: string, message: string): Answer => ({
  status,
  body: { error: { type, message } },
});
const listed = (status: number, error: string, message: string): Answer => ({
  status,
  body: { errors: [{ error, message }] },
});

/** airtable.com/developers/web/api/errors and answers quoted in public issue trackers. */
export const ANSWERS = {
  rateLimit: listed(429, 'RATE_LIMIT_REACHED', 'Rate limit exceeded. Please try again later'),
  apiQuota: listed(
    429,
    'PUBLIC_API_BILLING_LIMIT_EXCEEDED',
    "API billing plan limit exceeded. You've reached the maximum number of requests allowed for this month.",
  ),
  /** Documented by its status alone. */
  paymentRequired: { status: 402, body: '<html><body>Payment Required</body></html>' },
  noToken: typed(401, 'AUTHENTICATION_REQUIRED', 'Authentication required'),
  wrongToken: typed(401, 'UNAUTHORIZED', 'Invalid authentication token'),
  noAccess: typed(
    403,
    'INVALID_PERMISSIONS_OR_MODEL_NOT_FOUND',
    'Invalid permissions, or the requested model was not found.',
  ),
  notFound: { status: 404, body: { error: 'NOT_FOUND' } },
  tooLarge: typed(413, 'REQUEST_TOO_LARGE', 'The request exceeded the maximum payload size.'),
  /** Which type a full base or several matches have is not documented; both are 422. */
  invalid: (message: string) => typed(422, 'INVALID_REQUEST_UNKNOWN', message),
  unknownField: (name: string) => typed(422, 'UNKNOWN_FIELD_NAME', `Unknown field name: "${name}"`),
  badValue: (name: string) =>
    typed(422, 'INVALID_VALUE_FOR_COLUMN', `Field "${name}" cannot accept the provided value`),
  unknownOption: (option: string) =>
    typed(
      422,
      'INVALID_MULTIPLE_CHOICE_OPTIONS',
      `Insufficient permissions to create new select option ""${option}""`,
    ),
  badFormula: (detail: string) =>
    typed(
      422,
      'INVALID_FILTER_BY_FORMULA',
      `The formula for filtering records is invalid: ${detail}`,
    ),
  /** A body that is no JSON, or not of the shape that the call wants. */
  badRequest: typed(
    422,
    'INVALID_REQUEST_MISSING_FIELDS',
    'Could not find field "fields" in the request body',
  ),
  tooManyRecords: (count: number) =>
    typed(
      422,
      'INVALID_RECORDS',
      `A maximum of 10 records can be updated per request but you have provided ${count}.`,
    ),
  noSuchRecord: (id: string) =>
    typed(422, 'ROW_DOES_NOT_EXIST', `Record ID ${id} does not exist in this table`),
  listGone: { status: 422, body: { error: { type: 'LIST_RECORDS_ITERATOR_NOT_AVAILABLE' } } },
  serverError: typed(500, 'SERVER_ERROR', 'Try again. If the problem persists, contact support.'),
  badGateway: { status: 502, body: '<html><head><title>502 Bad Gateway</title></head></html>' },
  unavailable: { status: 503, body: '<html><body>Service Unavailable</body></html>' },
} as const;
