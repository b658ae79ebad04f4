import { ACTIVITY_DATABASE } from './activityDatabase';
import type { CredentialInput } from './n8nApi';

/** Header that carries the key of the stand's workflows. */
export const HEADER_NAME = 'x-api-key';

/** What the services ask for. */
export interface ServiceSecrets {
  readonly airtableToken: string;
  readonly simpleTextingToken: string;
  readonly slackToken: string;
  /** Signs Calendly's webhooks, and makes the keys in the addresses of SimpleTexting's. */
  readonly webhookSecret: string;
}

export interface Secrets {
  /** The server of the activity log. */
  readonly server: {
    readonly host: string;
    readonly port: number;
    readonly user: string;
    readonly password: string;
  };
  /** What callers send in the header of `HEADER_NAME`. */
  readonly apiKey: string;
  /** Null: a stand without services. */
  readonly services: ServiceSecrets | null;
}

/** A credential for each type that a template can ask for, as a user would fill it in. */
export function credentialInputs({ server, apiKey, services }: Secrets): CredentialInput[] {
  const { host, port, user, password } = server;
  const database = { host, port, user, password, database: ACTIVITY_DATABASE, ssl: 'disable' };
  return [
    { name: 'Activity Log', type: 'postgres', data: database },
    { name: 'API Key', type: 'httpHeaderAuth', data: { name: HEADER_NAME, value: apiKey } },
    ...(services === null ? [] : ofServices(services)),
  ];
}

function ofServices(secrets: ServiceSecrets): CredentialInput[] {
  const { airtableToken, simpleTextingToken, slackToken, webhookSecret } = secrets;
  return [
    { name: 'Airtable', type: 'airtableTokenApi', data: { accessToken: airtableToken } },
    { name: 'SimpleTexting', type: 'httpBearerAuth', data: { token: simpleTextingToken } },
    { name: 'Slack', type: 'slackApi', data: { accessToken: slackToken } },
    { name: 'Webhook Secret', type: 'crypto', data: { hmacSecret: webhookSecret } },
  ];
}
