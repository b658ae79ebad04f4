import { type IDataObject, jsonParse } from 'n8n-workflow';
import {
  messageReport,
  textingId,
  type TextMessage,
} from '../../stand/services/simpleTextingReports';
import type { StoredRecord } from '../../stand/services/airtableServer';
import { simpleTextingAddress } from '../../stand/webhookAddresses';
import { LEAD_COLUMNS, LEAD_STATUS } from '../../workflows/definitions/leadTable';
import type { FinishedRun } from '../support/engine/runWorkflow';
import { ServiceStage, WEBHOOK_SECRET } from './serviceStage';
import { type Answer, answerOf, type Circumstances } from './templateStage';

/** What the caller got, and what the workflow did. */
export interface Called extends Answer {
  readonly run: FinishedRun;
}

/** A row of the log as the tests look at it. */
export interface LoggedRow {
  readonly event_type: string;
  readonly lead_airtable_id: string | null;
  readonly description: string;
  readonly message_content: string | null;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly timestamp: Date;
}

let last = 0;

/** A message nobody sent before, to or from a phone that no other test has. */
export function someMessage(about: Partial<TextMessage> = {}): TextMessage {
  last += 1;
  return {
    id: textingId('message', last),
    contactPhone: String(4_085_550_000 + last),
    accountPhone: '8005551234',
    text: 'Yes, call me',
    timestamp: '2025-11-07T08:15:05.000Z',
    ...about,
  };
}

/** The key that a user pasted into SimpleTexting with the address of a template. */
export function keyOf(path: string): string {
  const address = new URL(simpleTextingAddress('http://n8n.test', path, WEBHOOK_SECRET));
  return address.searchParams.get('key') ?? '';
}

/** Nobody waits in a test. */
const NO_PAUSES = {
  'sms-delivery-status': { lookAgainSeconds: 0 },
  'sms-reply-handler': { stopPauseSeconds: 0 },
} as const;

/** A webhook of SimpleTexting, and who calls it. */
export class SimpleTextingStage {
  private constructor(
    readonly services: ServiceStage,
    private readonly template: keyof typeof NO_PAUSES,
    private readonly path: string,
  ) {}

  /** @param path of the webhook of the template */
  static async open(template: keyof typeof NO_PAUSES, path: string): Promise<SimpleTextingStage> {
    const services = await ServiceStage.open();
    services.airtable.requestsPerSecond = Infinity;
    return new SimpleTextingStage(services, template, path);
  }

  close(): Promise<void> {
    return this.services.close();
  }

  /** A lead of Airtable with the phone number of a message. */
  lead({ contactPhone }: TextMessage, fields: StoredRecord['fields'] = {}): StoredRecord {
    const usual = { [LEAD_COLUMNS.phone]: contactPhone, [LEAD_COLUMNS.status]: LEAD_STATUS.active };
    return this.services.leads.add({ ...usual, ...fields });
  }

  /** Logs a message to a lead as the scheduler does. */
  async sent({ id, contactPhone, timestamp }: TextMessage, leadAirtableId: string): Promise<void> {
    await this.services.templates.post({
      eventType: 'MESSAGE_SENT',
      eventId: `simpletexting:${id}:sent`,
      entityId: id,
      leadAirtableId,
      timestamp,
      messageContent: 'Hi',
      metadata: { phone: contactPhone, simpletexting_id: id },
    });
  }

  /** Posts a body with the key of the address. */
  async post(body: unknown, circumstances: Circumstances = {}): Promise<Called> {
    return await this.request({ query: { key: keyOf(this.path) }, body }, circumstances);
  }

  /** What n8n's Webhook node makes of a request. */
  async request(
    { query, body }: { readonly query: object; readonly body: unknown },
    { configured, ...rest }: Circumstances = {},
  ): Promise<Called> {
    const received = JSON.stringify({ headers: {}, params: {}, query, body });
    const run = await this.services.run(this.template, jsonParse<IDataObject>(received), {
      configured: { ...NO_PAUSES[this.template], ...configured },
      ...rest,
    });
    return { ...answerOf(run), run };
  }

  /** Rows of the log about a message, oldest first. */
  async rows(messageId: string): Promise<LoggedRow[]> {
    return await this.services.database.query<LoggedRow>(
      `select event_type, lead_airtable_id, description, message_content, metadata, timestamp
       from lead_activity_log where entity_id = $1 order by id`,
      [messageId],
    );
  }
}

/** A reply with some of its values changed, also to what SimpleTexting never sends. */
export function reply(message: TextMessage, values: Readonly<Record<string, unknown>> = {}) {
  const report = messageReport(message);
  return { ...report, values: { ...report.values, ...values } };
}
