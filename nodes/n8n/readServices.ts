import type { IExecuteFunctions } from 'n8n-workflow';
import type { Privacy } from '../core/activity/privacy';
import type { SlackConfig } from '../core/alerts/slackAlertChannel';
import { ActivityLogError, ConfigurationError } from '../core/errors';
import { type QuotedSchema, quoteSchema } from '../core/postgres/identifiers';
import type { AirtableConfig } from '../core/retryQueue/airtable/airtableConfig';
import { toAirtableConfig } from './airtableCredential';
import { toPrivacyKey } from './privacyCredential';
import { type Connection, readQueueConnection } from './readConnection';
import { toSlackConfig } from './slackCredential';

/** Where undelivered events are kept besides the local spool. */
export type RetryQueueConfig =
  | { readonly kind: 'automatic' }
  | { readonly kind: 'spool' }
  | { readonly kind: 'airtable'; readonly config: AirtableConfig }
  | { readonly kind: 'postgres'; readonly connection: Connection; readonly schema: QuotedSchema };

/** What a node uses besides the database of the log; `slack` null: nobody is told. */
export interface Services {
  readonly retryQueue: RetryQueueConfig;
  readonly slack: SlackConfig | null;
}

/**
 * The services that the panel chooses.
 * @throws ConfigurationError when the credential of one cannot be used
 */
export async function readServices(context: IExecuteFunctions): Promise<Services> {
  return { retryQueue: await readRetryQueue(context), slack: await readSlack(context) };
}

/**
 * What happens to personal data.
 * @throws ConfigurationError when the credential of the key cannot be used
 */
export async function readPrivacy(context: IExecuteFunctions): Promise<Privacy> {
  return { mode: privacyMode(context), key: await readPrivacyKey(context) };
}

/** Services, privacy, and what to tell people of those that cannot be used. */
export interface ServicesAtHand extends Services {
  readonly privacy: Privacy;
  readonly faults: readonly ActivityLogError[];
}

/**
 * As `readServices`, for a node that must not stop the flow: without its queue it keeps events in
 * the automatic one, without its channel it tells nobody, and without its key it masks.
 */
export async function readServicesAtHand(context: IExecuteFunctions): Promise<ServicesAtHand> {
  const faults: ActivityLogError[] = [];
  const orElse = async <T>(instead: T, what: string, reading: Promise<T>): Promise<T> => {
    try {
      return await reading;
    } catch (error) {
      faults.push(error instanceof ActivityLogError ? error : unreadable(what));
      return instead;
    }
  };
  const automatic: RetryQueueConfig = { kind: 'automatic' };
  return {
    retryQueue: await orElse(automatic, 'retry queue', readRetryQueue(context)),
    slack: await orElse(null, 'alerts', readSlack(context)),
    privacy: {
      mode: privacyMode(context),
      key: await orElse(null, 'privacy', readPrivacyKey(context)),
    },
    faults,
  };
}

/** The words of n8n's own error may name the credential's owner. */
function unreadable(what: string): ConfigurationError {
  return new ConfigurationError({
    message: `The credential for ${what} could not be read.`,
    hint: 'Open the node and choose the credential again.',
    code: 'unreadable_credential',
  });
}

async function readRetryQueue(context: IExecuteFunctions): Promise<RetryQueueConfig> {
  const choice = context.getNodeParameter('retryQueue', 0, 'automatic') as string;
  switch (choice) {
    case 'airtable': {
      const data = await context.getCredentials('activityLogAirtableApi');
      return { kind: 'airtable', config: toAirtableConfig(data) };
    }
    case 'postgres':
      return {
        kind: 'postgres',
        connection: await readQueueConnection(context),
        schema: quoteSchema(textOption(context, 'queueSchema', 'public')),
      };
    case 'spool':
      return { kind: 'spool' };
    default:
      return { kind: 'automatic' };
  }
}

async function readSlack(context: IExecuteFunctions): Promise<SlackConfig | null> {
  if (context.getNodeParameter('alert', 0, 'none') !== 'slack') return null;
  return toSlackConfig(await context.getCredentials('activityLogSlackApi'));
}

function privacyMode(context: IExecuteFunctions): Privacy['mode'] {
  const mode = textOption(context, 'privacy', 'catalogDefault');
  return mode === 'strict' || mode === 'off' ? mode : 'catalogDefault';
}

/** The panel shows the credential only beside the option, and n8n refuses to read a hidden one. */
async function readPrivacyKey(context: IExecuteFunctions): Promise<string | null> {
  const isShown = ['catalogDefault', 'strict'].includes(textOption(context, 'privacy', ''));
  const isChosen = context.getNode().credentials?.['activityLogPrivacyApi'] !== undefined;
  if (!isShown || !isChosen) return null;
  return toPrivacyKey(await context.getCredentials('activityLogPrivacyApi'));
}

function textOption(context: IExecuteFunctions, name: string, fallback: string): string {
  const options = context.getNodeParameter('options', 0, {});
  const value = options[name];
  return typeof value === 'string' && value !== '' ? value : fallback;
}
