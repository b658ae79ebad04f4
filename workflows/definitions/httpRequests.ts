import { configuredValue } from './configured';
import type { Expression, Json, NodeKind, Value } from './workflowFile';

/** In n8n 2.0 already; the newest is 4.5. */
const VERSION = 4.2;
/** Milliseconds for one call; a service that hangs must not hold up a workflow. */
const TIME_LIMIT = 10_000;

/** The credential of a call: one of a service, or a bearer token for one that n8n does not know. */
export type RequestCredential = 'airtableTokenApi' | 'slackApi' | 'httpBearerAuth';

interface Request {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly url: Expression;
  readonly credential: RequestCredential;
  /** JSON text or an object. */
  readonly body?: Expression;
  readonly query?: Readonly<Record<string, Value<string | number>>>;
  /** Pairs for `options`, e.g. batching, pagination, or a response that is never an error. */
  readonly options?: Readonly<Record<string, Json>>;
}

const GENERIC: readonly RequestCredential[] = ['httpBearerAuth'];

/** One HTTP request per item, with a credential that the user chooses. */
export function httpRequest({ method, url, credential, body, query, options }: Request): NodeKind {
  const authentication = GENERIC.includes(credential)
    ? { authentication: 'genericCredentialType', genericAuthType: credential }
    : { authentication: 'predefinedCredentialType', nodeCredentialType: credential };
  const parameters = Object.entries(query ?? {}).map(([name, value]) => ({ name, value }));
  return {
    type: 'n8n-nodes-base.httpRequest',
    typeVersion: VERSION,
    parameters: {
      method,
      url,
      ...authentication,
      ...(parameters.length === 0 ? {} : { sendQuery: true, queryParameters: { parameters } }),
      ...(body === undefined ? {} : { sendBody: true, specifyBody: 'json', jsonBody: body }),
      options: { timeout: TIME_LIMIT, ...options },
    },
  };
}

/** What every template with Airtable has in its node *Configuration*. */
export const AIRTABLE_CONFIGURATION = {
  airtableUrl: 'https://api.airtable.com/v0',
  airtableBase: '',
} as const;

/** The address of a table; its name is a value of *Configuration*. */
export function airtableTable(configuredName: string): Expression {
  const [url, base] = [configuredValue('airtableUrl'), configuredValue('airtableBase')];
  return `={{ ${url} + '/' + ${base} + '/' + encodeURIComponent(${configuredValue(configuredName)}) }}`;
}
