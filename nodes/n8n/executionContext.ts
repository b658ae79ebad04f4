import { hostname } from 'node:os';
import type { IExecuteFunctions, INode } from 'n8n-workflow';
import type { EventOrigin } from '../core/activity/activityEvent';
import { PACKAGE_VERSION } from './packageVersion';

/** Where the event of one item comes from. */
export function originOfItem(context: IExecuteFunctions, itemIndex: number): EventOrigin {
  const node = context.getNode();
  return {
    instanceId: context.getInstanceId(),
    workflowId: context.getWorkflow().id ?? null,
    executionId: executionIdOf(context),
    nodeId: nodeIdOf(node),
    nodeName: node.name,
    runIndex: runIndexOf(context, itemIndex),
    itemIndex,
    isToolCall: context.isToolExecution(),
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

function runIndexOf(context: IExecuteFunctions, itemIndex: number): number {
  const { $runIndex } = context.getWorkflowDataProxy(itemIndex) as { $runIndex?: unknown };
  return typeof $runIndex === 'number' ? $runIndex : 0;
}
