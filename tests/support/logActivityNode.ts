import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { INode, INodeExecutionData, INodeParameters } from 'n8n-workflow';
import type { LogReceipt } from '../../nodes/core/logReceipt';
import { endPools } from '../../nodes/n8n/poolRegistry';
import { type CredentialMap, referencesTo } from './engine/engineCredentials';
import { postgresCredential, postgresReference } from './engine/postgresCredential';
import { type FinishedRun, type RunOptions, runWorkflow } from './engine/runWorkflow';
import { connect, makeNode } from './engine/workflowParts';
import { createTestDatabase, type TestDatabase } from './testDatabase';

/** A database and a spool folder that one test file has to itself. */
export interface LogActivityStage {
  readonly database: TestDatabase;
  readonly spoolFolder: string;
  /** Runs one Log Activity node over the items. */
  run(
    items: readonly object[],
    parameters?: INodeParameters,
    options?: StageOptions,
  ): Promise<StageRun>;
  end(): Promise<void>;
}

export interface StageOptions extends Partial<RunOptions> {
  readonly credential?: Parameters<typeof postgresCredential>[1];
  readonly node?: Partial<INode>;
  /** Credentials beside the database's, by their type. */
  readonly services?: CredentialMap;
}

export interface StageRun {
  readonly finished: FinishedRun;
  readonly flowing: INodeExecutionData[];
  readonly deadLettered: INodeExecutionData[];
  readonly receipts: LogReceipt[];
}

/** Log Activity with a lead and a type, so that a test names only what it is about. */
export function logActivityNode(parameters: INodeParameters = {}, settings: Partial<INode> = {}) {
  const defaults: INodeParameters = {
    connection: 'postgres',
    eventType: { __rl: true, mode: 'name', value: '={{ $json.type ?? "NOTE_ADDED" }}' },
    leadBy: 'none',
    fieldsMode: 'json',
    fieldsJson: '={{ $json.fields ?? { note: "x" } }}',
    messageContent: '={{ $json.message ?? "" }}',
    include: 'inputAndReceipt',
    receiptField: 'activity',
    retryQueue: 'automatic',
  };
  return makeNode('Log', 'n8n-nodes-activity-log.logActivity', {
    parameters: { ...defaults, ...parameters },
    credentials: postgresReference('db'),
    ...settings,
  });
}

let executions = 0;

/**
 * @param prepared dropped by `end()`; by default a new database of the shared server. A database of
 *   another server also needs a `credential` with its port at each run.
 */
export async function stageLogActivity(prepared?: TestDatabase): Promise<LogActivityStage> {
  const database = prepared ?? (await createTestDatabase());
  const spoolFolder = mkdtempSync(join(tmpdir(), 'activity-log-spool-'));
  return {
    database,
    spoolFolder,
    async run(items, parameters = {}, options = {}) {
      const { credential, node, services = {}, ...runOptions } = options;
      const own = (parameters['options'] ?? {}) as INodeParameters;
      const log = logActivityNode(
        { ...parameters, options: { firstDelay: 0, spoolFolder, ...own } },
        { credentials: { ...postgresReference('db'), ...referencesTo(services) }, ...node },
      );
      const finished = await runWorkflow({
        nodes: [makeNode('Start', 'n8n-nodes-base.manualTrigger'), log],
        connections: connect(['Start', 'Log']),
        credentials: { ...services, db: postgresCredential(database.name, credential) },
        input: items.map((json) => ({ json: json as INodeExecutionData['json'] })),
        executionId: `stage-${++executions}`,
        ...runOptions,
      });
      return describeRun(finished);
    },
    async end() {
      await endPools();
      await database.drop();
      rmSync(spoolFolder, { recursive: true, force: true });
    },
  };
}

function describeRun(finished: FinishedRun): StageRun {
  const flowing = finished.items('Log', 0);
  const deadLettered = finished.items('Log', 1);
  const receipts = flowing.map(({ json }) => json['activity'] as unknown as LogReceipt);
  return { finished, flowing, deadLettered, receipts };
}
