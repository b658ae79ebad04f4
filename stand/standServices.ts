import { systemClock } from '../nodes/core/systemClock';
import { CONFIGURATION } from '../workflows/definitions/smsSchedulerNodes';
import { STOP_CONFIGURATION } from '../workflows/definitions/stopLeads';
import { freePort } from './freePort';
import { AirtableServer, REQUESTS_PER_SECOND } from './services/airtableServer';
import { CRM_TABLES } from './services/crmTables';
import { SimpleTextingServer } from './services/simpleTextingServer';
import { SLACK_CHANNEL, SLACK_TOKEN, SlackServer } from './services/slackServer';
import type { ServiceAccess } from './standWorkflows';
import { simpleTextingAddress } from './webhookAddresses';

/**
 * Airtable's limit and the pauses of the templates are so many times faster than in life, so that nobody
 * waits for them here.
 */
const TIMES_FASTER = 20;
/** Requests per second that Airtable takes here. */
export const AIRTABLE_LIMIT = REQUESTS_PER_SECOND * TIMES_FASTER;
const { secondsBetweenBatches, millisecondsBetweenMessages } = CONFIGURATION;
const PAUSES = {
  secondsBetweenBatches: secondsBetweenBatches / TIMES_FASTER,
  millisecondsBetweenMessages: millisecondsBetweenMessages / TIMES_FASTER,
  stopPauseSeconds: STOP_CONFIGURATION.stopPauseSeconds / TIMES_FASTER,
};

/** What users choose under *Webhooks* of SimpleTexting for the two templates. */
const RECEIPTS = ['DELIVERY_REPORT', 'NON_DELIVERED_REPORT'] as const;
const REPLIES = ['INCOMING_MESSAGE', 'UNSUBSCRIBE_REPORT'] as const;

interface Ports {
  readonly airtable: number;
  readonly simpleTexting: number;
  readonly slack: number;
}

/** The services that templates call, on this machine; what they know is gone when they stop. */
export interface StandServices {
  readonly airtable: AirtableServer;
  readonly simpleTexting: SimpleTextingServer;
  readonly slack: SlackServer;
  /** What templates need to call them. */
  readonly access: ServiceAccess;
  readonly ports: Ports;
  /** Enters the webhooks of the templates into SimpleTexting. */
  connect(n8n: string): void;
  stop(): Promise<void>;
}

/**
 * @param webhookSecret signs Calendly's webhooks and makes the keys of SimpleTexting's addresses
 * @param preferred taken when they are free
 */
export async function startStandServices(
  webhookSecret: string,
  preferred?: Ports,
): Promise<StandServices> {
  const ports = {
    slack: await freePort(preferred?.slack),
    airtable: await freePort(preferred?.airtable),
    simpleTexting: await freePort(preferred?.simpleTexting),
  };
  const slack = await new SlackServer().start(ports.slack);
  const airtable = await AirtableServer.start(systemClock, CRM_TABLES, ports.airtable);
  airtable.requestsPerSecond = AIRTABLE_LIMIT;
  const simpleTexting = await SimpleTextingServer.start(systemClock, ports.simpleTexting);
  const servers = { airtable, simpleTexting, slack };
  const connect = (n8n: string): void => {
    const address = (path: string): string => simpleTextingAddress(n8n, path, webhookSecret);
    simpleTexting.subscribe(address('sms-delivery-status'), RECEIPTS);
    simpleTexting.subscribe(address('sms-reply'), REPLIES);
  };
  const stop = async (): Promise<void> => {
    await Promise.all([slack.stop(), airtable.stop(), simpleTexting.stop()]);
  };
  return { ...servers, access: accessTo(servers, webhookSecret), ports, connect, stop };
}

function accessTo(
  { airtable, simpleTexting, slack }: Pick<StandServices, 'airtable' | 'simpleTexting' | 'slack'>,
  webhookSecret: string,
): ServiceAccess {
  return {
    secrets: {
      airtableToken: airtable.config.token,
      simpleTextingToken: simpleTexting.config.token,
      slackToken: SLACK_TOKEN,
      webhookSecret,
    },
    configured: {
      airtableUrl: airtable.config.apiUrl,
      airtableBase: airtable.config.baseId,
      simpleTextingUrl: simpleTexting.config.apiUrl,
      slackUrl: slack.apiUrl,
      slackChannel: SLACK_CHANNEL,
      ...PAUSES,
    },
  };
}
