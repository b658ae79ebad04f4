import type { IBinaryKeyData, IDataObject, INode, INodeParameters } from 'n8n-workflow';
import { type ConfigurationValue, configure } from '../../stand/configure';
import { postgresCredential } from '../support/engine/postgresCredential';
import { OUR_PREFIX } from '../support/engine/engineNodeTypes';
import type { CredentialMap } from '../support/engine/engineCredentials';
import { type FinishedRun, runWorkflow } from '../support/engine/runWorkflow';
import { createTestDatabase, type TestDatabase } from '../support/testDatabase';
import { readTemplate, withCredentials } from './readTemplate';

/** The lead of the database; his Airtable id is recABC123, his email john@example.com. */
export const LEAD = '6f1b6f52-3f0e-4b0a-9d53-0a4a3c2f7a10';

/** An SMS as the PRD writes it, with an id of its sender. */
export const SMS = {
  event_type: 'MESSAGE_SENT',
  event_category: 'SMS',
  lead_airtable_id: 'recABC123',
  message_content: 'Hey John, saw your form submission. If you want help...',
  metadata: {
    campaign_id: 'chatgpt_use_cases',
    phone: '4085551234',
    template_id: 'recXYZ789',
    simpletexting_id: '12345',
  },
  source: 'n8n:kJMMZ10anu4NqYUL',
  execution_id: '28973',
  timestamp: '2025-11-07T08:15:05Z',
  eventId: 'sms-1',
};

/** What the caller of the webhook got. */
export interface Answer {
  readonly status: number;
  readonly body: IDataObject & { events?: IDataObject[]; timeline?: IDataObject[] };
}

/** What differs from a template that a user has just set up. */
export interface Circumstances {
  /** Where the database is looked for; its own port by default. */
  readonly port?: number;
  /** By type, beside the `postgres` one of the database. */
  readonly credentials?: CredentialMap;
  /** False: the credentials that the nodes name are gone. */
  readonly hasCredentials?: boolean;
  /** Values of the Configuration node that the user changed. */
  readonly configured?: Readonly<Record<string, ConfigurationValue>>;
  /** Files that the trigger gives beside its only item, e.g. the bytes of a webhook's body. */
  readonly binary?: IBinaryKeyData;
  /** The trigger that starts; the first by default. */
  readonly startNode?: string;
  /** Breaks the execution off, as when n8n is stopped. */
  readonly signal?: AbortSignal;
}

/** n8n takes 0 milliseconds for its own default, a second. */
const SHORTEST_WAIT_MS = 1;

/** The node without its pauses between tries; it tries as often as the template says. */
function inAHurry(node: INode): INode {
  const hurried = { ...node, waitBetweenTries: SHORTEST_WAIT_MS };
  if (node.type !== `${OUR_PREFIX}logActivity`) return hurried;
  const options = { ...(node.parameters['options'] as INodeParameters), firstDelay: 0 };
  return { ...hurried, parameters: { ...node.parameters, options } };
}

/** Templates as they run for a user, over one database with one lead. */
export class TemplateStage {
  private executions = 0;

  private constructor(readonly database: TestDatabase) {}

  static async open(): Promise<TemplateStage> {
    const database = await createTestDatabase();
    await database.query(
      `insert into leads (id, airtable_record_id, first_name, email)
       values ($1, 'recABC123', 'John', 'john@example.com')`,
      [LEAD],
    );
    return new TemplateStage(database);
  }

  async close(): Promise<void> {
    await this.database.drop();
  }

  /**
   * Runs a template as n8n does after its trigger fired; every call is one execution.
   * @param input what the trigger gives, one item or several
   */
  async run(
    name: string,
    input: IDataObject | readonly IDataObject[],
    {
      port,
      credentials = {},
      hasCredentials = true,
      configured = {},
      binary,
      ...start
    }: Circumstances = {},
  ): Promise<FinishedRun> {
    const template = readTemplate(name);
    const postgres = postgresCredential(this.database.name, port === undefined ? {} : { port });
    this.executions += 1;
    const nodes = configure(withCredentials(template), configured);
    return await runWorkflow({
      nodes: nodes.map(inAHurry),
      connections: template.connections,
      credentials: hasCredentials ? { postgres, ...credentials } : {},
      input: [input].flat().map((json) => (binary === undefined ? { json } : { json, binary })),
      mode: 'webhook',
      executionId: String(this.executions),
      ...start,
    });
  }

  /** Posts a body to the API that logs events. */
  async post(body: unknown, circumstances?: Circumstances): Promise<Answer> {
    return answerOf(await this.run('log-activity-api', { body } as IDataObject, circumstances));
  }

  /** Asks the API for the timeline of a lead. */
  async get(id: string, query: IDataObject = {}, circumstances?: Circumstances): Promise<Answer> {
    return answerOf(await this.run('timeline-api', { params: { id }, query }, circumstances));
  }
}

/** What went back to the caller of the webhook. */
export function answerOf(finished: FinishedRun): Answer {
  expect(finished.responses).toHaveLength(1);
  const { statusCode, body } = finished.responses[0] as unknown as {
    statusCode: number;
    body: Answer['body'];
  };
  return { status: statusCode, body };
}
