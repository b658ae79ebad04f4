import { ACTIVITY_DATABASE } from '../../../stand/activityDatabase';
import { type FiledLead, syncLeads } from '../../../stand/crm';
import { consoleProgress } from '../../../stand/progress';
import { HEADER_NAME } from '../../../stand/standCredentials';
import { throwAwayPaths } from '../../../stand/standPaths';
import { type StandServices, startStandServices } from '../../../stand/standServices';
import { startTemplateStand, type TemplateStand } from '../../../stand/templateStand';
import { webhookAddress } from '../../../stand/webhookAddresses';
import { ALL_WORKFLOWS } from '../../../workflows/definitions/allWorkflows';
import { LEAD_COLUMNS, LEAD_STATUS, TABLES } from '../../../workflows/definitions/leadTable';
import { timelinesWorkflow } from '../campaign/readTimelines';
import { failingWorkflow } from './failingWorkflow';
import { subworkflowCaller } from './subworkflowCaller';
import { untilAtRest } from './untilAtRest';

/** What the caller of a webhook got. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

const WEBHOOK_SECRET = 'a-long-random-webhook-secret';
const ERROR_WORKFLOW = 'workflow-errors';
/** Nothing else runs beside the run that a test waits for. */
const NO_PAUSES = {
  stopPauseSeconds: 1,
  lookAgainSeconds: 1,
  secondsBetweenBatches: 1,
  millisecondsBetweenMessages: 1,
  // A campaign needs several runs.
  batchesPerRun: 5,
};
const JANE = {
  id: '7b1f6c52-90d4-4e0c-a7b3-52c8e9d01f64',
  firstName: 'Jane',
  lastName: 'Moss',
  email: 'jane@example.com',
  phone: '4085550199',
};

/** Every template in a full n8n, the services that they call, and one lead whom all know. */
export class TemplateWorld {
  private constructor(
    readonly stand: TemplateStand,
    readonly services: StandServices,
    readonly lead: FiledLead,
  ) {}

  static async open(): Promise<TemplateWorld> {
    const services = await startStandServices(WEBHOOK_SECRET);
    let stand: TemplateStand | undefined;
    try {
      stand = await startStand(services);
      services.connect(stand.address);
      const lead = { ...JANE, airtableId: fileJane(services) };
      await syncLeads(stand.activityServer, [lead]);
      return new TemplateWorld(stand, services, lead);
    } catch (error) {
      await stand?.stop();
      await services.stop();
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.stand.stop();
    await this.services.stop();
  }

  /** Signs Calendly's webhooks, and makes the keys in the addresses of SimpleTexting's. */
  readonly webhookSecret = WEBHOOK_SECRET;

  /** What callers send whom n8n itself asks for a key. */
  get key(): Record<string, string> {
    return { [HEADER_NAME]: this.stand.apiKey };
  }

  address(path: string): string {
    return webhookAddress(this.stand.address, path);
  }

  post(url: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const type = { 'content-type': 'application/json' };
    return call(url, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { ...type, ...headers },
    });
  }

  get(url: string): Promise<Answer> {
    return call(url, { headers: this.key });
  }

  /** Rows of the log about a thing, as far as a test looks at them, oldest first. */
  rows(entityId: string): Promise<unknown[]> {
    return this.stand.activityServer.query(
      ACTIVITY_DATABASE,
      `select event_type, lead_id, message_content, metadata
       from lead_activity_log where entity_id = $1 order by timestamp, id`,
      [entityId],
    );
  }

  /** Crashes the server of the activity log, does something, and starts the server again. */
  async withoutDatabase<T>(work: () => Promise<T>): Promise<T> {
    await this.stand.activityServer.stop('immediate');
    try {
      return await work();
    } finally {
      await this.stand.activityServer.start();
    }
  }

  /** Runs a workflow from one of its triggers to its end; gives how it ended. */
  async run(workflow: string, trigger: string): Promise<string> {
    return (await this.stand.api.runFromTrigger(workflow, trigger)).status;
  }

  /** Workflows with executions that ended badly, after all have ended. */
  async failed(): Promise<string[]> {
    await untilAtRest(this.stand);
    const rows = await this.stand.n8nDatabase.query(
      'postgres',
      `select distinct "workflowId" from execution_entity
       where status in ('error', 'crashed', 'canceled')`,
    );
    return (rows as { workflowId: string }[]).map(({ workflowId }) => workflowId);
  }
}

function startStand({ access }: StandServices): Promise<TemplateStand> {
  return startTemplateStand({
    paths: throwAwayPaths(),
    progress: consoleProgress(),
    templates: Object.keys(ALL_WORKFLOWS),
    services: access.secrets,
    configured: { ...access.configured, ...NO_PAUSES },
    errorWorkflow: ERROR_WORKFLOW,
    further: ({ postgres }) => [
      subworkflowCaller(),
      failingWorkflow(ERROR_WORKFLOW),
      timelinesWorkflow(postgres),
    ],
  });
}

/** No message is due for her. */
function fileJane({ airtable }: StandServices): string {
  const { id } = airtable.table(TABLES.leads).add({
    [LEAD_COLUMNS.firstName]: JANE.firstName,
    [LEAD_COLUMNS.lastName]: JANE.lastName,
    [LEAD_COLUMNS.email]: JANE.email,
    [LEAD_COLUMNS.phone]: JANE.phone,
    [LEAD_COLUMNS.status]: LEAD_STATUS.active,
  });
  return id;
}

async function call(url: string, request: RequestInit): Promise<Answer> {
  const answer = await fetch(url, request);
  const isJson = answer.headers.get('content-type')?.includes('json') ?? false;
  return { status: answer.status, body: isJson ? await answer.json() : await answer.text() };
}
