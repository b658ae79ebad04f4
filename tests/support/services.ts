import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import type { AirtableServer } from '../../stand/services/airtableServer';
import type { SlackServer } from '../../stand/services/slackServer';
import type { TestDatabase } from './testDatabase';

/** One credential under its type, as the nodes under test take them. */
type Service = Record<string, ICredentialDataDecryptedObject>;

export function airtableService({ config }: AirtableServer): Service {
  const { token: accessToken, ...rest } = config;
  return { activityLogAirtableApi: { ...rest, accessToken } };
}

export function slackService({ webhookUrl }: SlackServer): Service {
  return { activityLogSlackApi: { sendBy: 'webhook', secretWebhookUrl: webhookUrl } };
}

export function queuePostgresService({ config }: TestDatabase): Service {
  const { host, port, database, user, password } = config;
  const fields = { host, port, database, user, password, maxConnections: 3, tls: 'disable' };
  return { activityLogQueuePostgresApi: fields };
}

export function privacyService(secretKey: string): Service {
  return { activityLogPrivacyApi: { secretKey } };
}
