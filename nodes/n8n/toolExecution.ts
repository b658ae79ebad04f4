import type { IExecuteFunctions } from 'n8n-workflow';

/** An execution as far as it tells who runs the node. */
export type ToolContext = Pick<IExecuteFunctions, 'getNode'> &
  Partial<Pick<IExecuteFunctions, 'isToolExecution'>>;

/**
 * Whether an AI agent runs the node as its tool. Before n8n could be asked (2.0 cannot), the type of
 * the node alone tells it: that of a tool ends in `Tool`.
 */
export function isToolExecution(context: ToolContext): boolean {
  return context.isToolExecution?.() ?? context.getNode().type.endsWith('Tool');
}
