import type { INode, INodeExecutionData, INodeType } from 'n8n-workflow';
import { postgresCredential, postgresReference } from '../../support/engine/postgresCredential';
import { type FinishedRun, runWorkflow } from '../../support/engine/runWorkflow';
import { connect, makeNode } from '../../support/engine/workflowParts';
import type { BenchServer } from '../benchServer';

const SUBJECT = 'Subject';
let executions = 0;

export interface EngineRun {
  readonly server: BenchServer;
  readonly node: Partial<INode> & { readonly type: string };
  readonly extraTypes?: Readonly<Record<string, INodeType>>;
}

/**
 * Makes ready one execution of a workflow of a trigger and one node in n8n's engine.
 * @returns runs it; throws what the node threw
 */
export function engineRun(
  { server, node, extraTypes = {} }: EngineRun,
  items: readonly object[],
): () => Promise<FinishedRun> {
  const input = items.map((json) => ({ json })) as INodeExecutionData[];
  const { type, ...rest } = node;
  const nodes = [
    makeNode('Start', 'n8n-nodes-base.manualTrigger'),
    makeNode(SUBJECT, type, { credentials: postgresReference('db'), ...rest }),
  ];
  const { port, database } = server.config;
  const options = {
    nodes,
    connections: connect(['Start', SUBJECT]),
    credentials: { db: postgresCredential(database, { port }) },
    executionId: `bench-${++executions}`,
    input,
    extraTypes,
  };
  return async () => {
    const finished = await runWorkflow(options);
    const error = finished.error(SUBJECT);
    if (error !== undefined) throw error;
    return finished;
  };
}
