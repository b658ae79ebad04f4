import {
  Workflow,
  type IConnections,
  type IExecuteResponsePromiseData,
  type INode,
  type INodeExecutionData,
  type INodeType,
  type IPinData,
  type IRun,
  type ITaskData,
  type IWorkflowSettings,
  type NodeExecutionHint,
  type WorkflowExecuteMode,
} from 'n8n-workflow';
import { makeAdditionalData } from './additionalData';
import type { CredentialMap } from './engineCredentials';
import { EngineNodeTypes } from './engineNodeTypes';
import { n8nCore, setInstanceId } from './n8nEngine';

export interface RunOptions {
  readonly nodes: readonly INode[];
  readonly connections: IConnections;
  readonly settings?: IWorkflowSettings;
  readonly pinData?: IPinData;
  /** Decrypted credentials by id. */
  readonly credentials?: CredentialMap;
  /** What the start node emits; one item with an empty json by default. */
  readonly input?: readonly INodeExecutionData[];
  /** The node to start from; the first trigger by default. */
  readonly startNode?: string;
  /** `1` by default; null is an unsaved manual run, which has none. */
  readonly executionId?: string | null;
  /** `workflow-1` by default. */
  readonly workflowId?: string;
  readonly instanceId?: string;
  /** `trigger` by default: a production execution. */
  readonly mode?: WorkflowExecuteMode;
  /** Cancels the execution as n8n's stop button does. */
  readonly signal?: AbortSignal;
  /** Node types that exist in this run alone. */
  readonly extraTypes?: Readonly<Record<string, INodeType>>;
}

export interface FinishedRun {
  readonly run: IRun;
  /** Items of a node's last run at an output; empty when it did not run. */
  items(node: string, output?: number): INodeExecutionData[];
  /** The error of a node's last run. */
  error(node: string): ITaskData['error'];
  /** Hints of a node's last run. */
  hints(node: string): NodeExecutionHint[];
  /** What went back to the caller of the webhook, in order. */
  readonly responses: readonly IExecuteResponsePromiseData[];
  /** Names of the nodes in the order in which they started. */
  readonly started: readonly string[];
}

/** n8n's model of a workflow over the node types of the tests. */
export function makeWorkflow(options: RunOptions): Workflow {
  return new Workflow({
    id: options.workflowId ?? 'workflow-1',
    name: 'Workflow under test',
    nodes: structuredClone([...options.nodes]),
    connections: structuredClone(options.connections),
    active: false,
    nodeTypes: new EngineNodeTypes(options.extraTypes),
    settings: { executionOrder: 'v1', ...options.settings },
    ...(options.pinData === undefined ? {} : { pinData: options.pinData }),
  });
}

function makeHooks(options: RunOptions, workflow: Workflow) {
  const { ExecutionLifecycleHooks } = n8nCore();
  const now = new Date();
  const hooks = new ExecutionLifecycleHooks(options.mode ?? 'trigger', options.executionId ?? '1', {
    id: workflow.id,
    name: 'Workflow under test',
    active: false,
    activeVersionId: null,
    isArchived: false,
    createdAt: now,
    updatedAt: now,
    nodes: [...options.nodes],
    connections: options.connections,
  });
  const responses: IExecuteResponsePromiseData[] = [];
  const started: string[] = [];
  hooks.addHandler('sendResponse', (response) => void responses.push(response));
  hooks.addHandler('nodeExecuteBefore', (name) => void started.push(name));
  return { hooks, responses, started };
}

function findStartNode(options: RunOptions, workflow: Workflow): INode {
  const isTrigger = (node: INode) =>
    workflow.nodeTypes
      .getByNameAndVersion(node.type, node.typeVersion)
      .description.group.includes('trigger');
  const start = options.startNode ?? options.nodes.find(isTrigger)?.name;
  const node = start === undefined ? null : workflow.getNode(start);
  if (node === null) throw new Error('The workflow has no node to start from');
  return node;
}

function startData(options: RunOptions, workflow: Workflow) {
  const startNode = findStartNode(options, workflow);
  const input = options.input ?? [{ json: {} }];
  const data: ITaskData = {
    data: { main: [structuredClone([...input])] },
    startTime: 0,
    executionIndex: 0,
    executionTime: 0,
    source: [],
  };
  return { startNode, triggerToStartFrom: { name: startNode.name, data } };
}

/** Runs a workflow in n8n's real engine, with the real core nodes and our sources. */
export async function runWorkflow(options: RunOptions): Promise<FinishedRun> {
  const { WorkflowExecute } = n8nCore();
  if (options.instanceId !== undefined) setInstanceId(options.instanceId);
  const workflow = makeWorkflow(options);
  const { hooks, responses, started } = makeHooks(options, workflow);
  const additionalData = makeAdditionalData({
    credentials: options.credentials ?? {},
    executionId: options.executionId === null ? undefined : (options.executionId ?? '1'),
    workflowId: workflow.id,
    hooks,
  });
  const engine = new WorkflowExecute(additionalData, options.mode ?? 'trigger');
  const execution = engine.run({
    workflow,
    ...startData(options, workflow),
    ...(options.pinData === undefined ? {} : { pinData: options.pinData }),
  });
  const cancel = () => execution.cancel();
  options.signal?.addEventListener('abort', cancel, { once: true });
  if (options.signal?.aborted === true) cancel();
  const run = await execution;
  options.signal?.removeEventListener('abort', cancel);
  const last = (node: string) => run.data.resultData.runData[node]?.at(-1);
  return {
    run,
    responses,
    started,
    items: (node, output = 0) => last(node)?.data?.['main']?.[output] ?? [],
    error: (node) => last(node)?.error,
    hints: (node) => last(node)?.hints ?? [],
  };
}
