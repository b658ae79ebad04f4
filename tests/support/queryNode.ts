import type { INode, INodeParameters } from 'n8n-workflow';
import { postgresCredential, postgresReference } from './engine/postgresCredential';
import { type FinishedRun, type RunOptions, runWorkflow } from './engine/runWorkflow';
import { connect, makeNode } from './engine/workflowParts';
import type { TestDatabase } from './testDatabase';

/** A Query Timeline node called Query; Get Timeline unless another operation is given. */
export function queryNode(parameters: INodeParameters, settings: Partial<INode> = {}): INode {
  return makeNode('Query', 'n8n-nodes-activity-log.queryTimeline', {
    credentials: postgresReference('db'),
    ...settings,
    parameters: { connection: 'postgres', ...parameters },
  });
}

export interface QueryOptions extends Partial<RunOptions> {
  readonly node?: Partial<INode>;
  readonly credential?: Parameters<typeof postgresCredential>[1];
}

/** Runs one Query Timeline node in n8n's engine. */
export function runQuery(
  db: Pick<TestDatabase, 'name'>,
  parameters: INodeParameters,
  { node, credential, ...options }: QueryOptions = {},
): Promise<FinishedRun> {
  return runWorkflow({
    nodes: [makeNode('Start', 'n8n-nodes-base.manualTrigger'), queryNode(parameters, node)],
    connections: connect(['Start', 'Query']),
    credentials: { db: postgresCredential(db.name, credential) },
    ...options,
  });
}
