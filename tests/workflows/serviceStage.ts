import type { IDataObject } from 'n8n-workflow';
import { systemClock } from '../../nodes/core/systemClock';
import { AirtableServer } from '../../stand/services/airtableServer';
import type { AirtableTable } from '../../stand/services/airtableTable';
import { type CalendlyEvent, signature } from '../../stand/services/calendly';
import { CRM_TABLES } from '../../stand/services/crmTables';
import { SimpleTextingServer } from '../../stand/services/simpleTextingServer';
import { SLACK_CHANNEL, SLACK_TOKEN, SlackServer } from '../../stand/services/slackServer';
import { TABLES } from '../../workflows/definitions/leadTable';
import { configurationNames, type ConfigurationValue } from '../../stand/configure';
import type { CredentialMap } from '../support/engine/engineCredentials';
import type { FinishedRun } from '../support/engine/runWorkflow';
import { readTemplate } from './readTemplate';
import { type Answer, answerOf, type Circumstances, TemplateStage } from './templateStage';

/** The secret of the Crypto credential: a webhook's key is made of it, or a signature. */
export const WEBHOOK_SECRET = 'webhook-secret';

/** Templates as they run for a user who set them up with Airtable, SimpleTexting and Slack. */
export class ServiceStage {
  private constructor(
    readonly templates: TemplateStage,
    readonly airtable: AirtableServer,
    readonly simpleTexting: SimpleTextingServer,
    readonly slack: SlackServer,
  ) {}

  static async open(): Promise<ServiceStage> {
    return new ServiceStage(
      await TemplateStage.open(),
      await AirtableServer.start(systemClock, CRM_TABLES),
      await SimpleTextingServer.start(systemClock),
      await new SlackServer().start(),
    );
  }

  async close(): Promise<void> {
    await this.airtable.stop();
    await this.simpleTexting.stop();
    await this.slack.stop();
    await this.templates.close();
  }

  get database(): TemplateStage['database'] {
    return this.templates.database;
  }

  get leads(): AirtableTable {
    return this.airtable.table(TABLES.leads);
  }

  /** By type; the ids are the types, too. */
  get credentials(): CredentialMap {
    return {
      airtableTokenApi: { accessToken: this.airtable.config.token },
      httpBearerAuth: { token: this.simpleTexting.config.token },
      slackApi: { accessToken: SLACK_TOKEN },
      crypto: { hmacSecret: WEBHOOK_SECRET },
    };
  }

  /** What a user enters in *Configuration*, as far as the template asks for it. */
  configured(name: string): Readonly<Record<string, ConfigurationValue>> {
    const values: Readonly<Record<string, ConfigurationValue>> = {
      airtableUrl: this.airtable.config.apiUrl,
      airtableBase: this.airtable.config.baseId,
      simpleTextingUrl: this.simpleTexting.config.apiUrl,
      slackUrl: this.slack.apiUrl,
      slackChannel: SLACK_CHANNEL,
    };
    const asked = configurationNames(readTemplate(name).nodes);
    return Object.fromEntries(Object.entries(values).filter(([key]) => asked.includes(key)));
  }

  /** Like TemplateStage.run, with the services wherever the circumstances say nothing else. */
  run(
    name: string,
    input: IDataObject | readonly IDataObject[],
    { configured, credentials, ...rest }: Circumstances = {},
  ): Promise<FinishedRun> {
    return this.templates.run(name, input, {
      ...rest,
      configured: { ...this.configured(name), ...configured },
      credentials: { ...this.credentials, ...credentials },
    });
  }

  /** Runs the template of a webhook, and gives what the caller got. */
  async call(name: string, input: IDataObject, circumstances?: Circumstances): Promise<Answer> {
    return answerOf(await this.run(name, input, circumstances));
  }
}

/**
 * What n8n's Webhook node gives for a delivery of Calendly, with the bytes of the body.
 * @param at when it was sent, in milliseconds since 1970
 */
export function calendlyDelivery(
  event: CalendlyEvent,
  { at, signingKey = WEBHOOK_SECRET }: { readonly at: number; readonly signingKey?: string },
): { readonly input: IDataObject; readonly binary: NonNullable<Circumstances['binary']> } {
  const body = JSON.stringify(event);
  const headers = { 'calendly-webhook-signature': signature(body, signingKey, at) };
  const data = Buffer.from(body).toString('base64');
  return {
    input: { headers, params: {}, query: {}, body: event },
    binary: { data: { data, mimeType: 'application/json' } },
  };
}
