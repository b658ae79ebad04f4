import type { IExecuteFunctions } from 'n8n-workflow';

/**
 * Whether an AI agent runs the node as its tool. Before n8n could be asked (2.0 cannot), the type of
 * the node alone tells it: that of a tool ends in `Tool`.
 */
export function isToolExecution(context: IExecuteFunctions): boolean {
  const { isToolExecution: ask } = context as Partial<IExecuteFunctions>;
  return ask === undefined ? context.getNode().type.endsWith('Tool') : ask.call(context);
}
