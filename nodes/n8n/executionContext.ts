import { hostname } from 'node:os';
import type { IExecuteFunctions, INode } from 'n8n-workflow';
import type { EventOrigin } from '../core/activity/activityEvent';
import { PACKAGE_VERSION } from './packageVersion';
import { isToolExecution } from './toolExecution';

/** Where the events of an execution come from; each adds its item. */
export function originOfExecution(context: IExecuteFunctions): Omit<EventOrigin, 'itemIndex'> {
  const node = context.getNode();
  return {
    instanceId: context.getInstanceId(),
    workflowId: context.getWorkflow().id ?? null,
    executionId: executionIdOf(context),
    nodeId: nodeIdOf(node),
    nodeName: node.name,
    runIndex: runIndexOf(context),
    isToolCall: isToolExecution(context),
    host: hostname(),
    packageVersion: PACKAGE_VERSION,
  };
}

/** A sub-workflow given as JSON may lack node ids; names are unique in a workflow too. */
function nodeIdOf(node: INode): string {
  const id = node.id as string | undefined;
  return id ?? node.name;
}

/** n8n has no id for an unsaved manual run, whatever the type of its function says. */
function executionIdOf(context: IExecuteFunctions): string | null {
  const executionId = context.getExecutionId() as string | undefined;
  return executionId === undefined || executionId === '' ? null : executionId;
}

function runIndexOf(context: IExecuteFunctions): number {
  const { $runIndex } = context.getWorkflowDataProxy(0) as { $runIndex?: unknown };
  return typeof $runIndex === 'number' ? $runIndex : 0;
}
