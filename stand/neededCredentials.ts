/** A node as far as it decides what it asks for. */
export interface TemplateNode {
  readonly type: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** What n8n's editor calls the types of credentials that a template may ask for. */
export const CREDENTIAL_NAMES: Readonly<Record<string, string>> = {
  airtableTokenApi: 'Airtable Personal Access Token',
  crypto: 'Crypto',
  httpBearerAuth: 'Bearer Auth',
  httpHeaderAuth: 'Header Auth',
  postgres: 'Postgres',
  slackApi: 'Slack',
};

const OURS = 'n8n-nodes-activity-log.';
/** Types that a node of a template asks for by its type alone. */
const BY_TYPE: Readonly<Record<string, string>> = {
  'n8n-nodes-base.crypto': 'crypto',
};
const WEBHOOK_AUTHENTICATIONS: Readonly<Record<string, string>> = {
  headerAuth: 'httpHeaderAuth',
};

/** What a node of ours wants besides its database, by the value of a parameter. */
const OF_PARAMETERS: ReadonlyArray<readonly [parameter: string, value: string, type: string]> = [
  ['retryQueue', 'airtable', 'activityLogAirtableApi'],
  ['retryQueue', 'postgres', 'activityLogQueuePostgresApi'],
  ['alert', 'slack', 'activityLogSlackApi'],
];

/** Types of the credentials that a user of a template chooses in this node; most need none. */
export function neededCredentials({ type, parameters }: TemplateNode): string[] {
  if (type.startsWith(OURS)) {
    const others = OF_PARAMETERS.filter(([name, value]) => parameters[name] === value);
    return [String(parameters['connection']), ...others.map(([, , credential]) => credential)];
  }
  const authentication = String(parameters['authentication']);
  const ofWebhook = WEBHOOK_AUTHENTICATIONS[authentication];
  if (type === 'n8n-nodes-base.webhook' && ofWebhook !== undefined) return [ofWebhook];
  if (authentication === 'predefinedCredentialType')
    return [String(parameters['nodeCredentialType'])];
  if (authentication === 'genericCredentialType') return [String(parameters['genericAuthType'])];
  const own = BY_TYPE[type];
  return own === undefined ? [] : [own];
}
