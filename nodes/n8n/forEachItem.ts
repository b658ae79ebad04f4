import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { errorText, toNodeError } from './toNodeError';

/** What one item leads to: the items for each output, in the order of the outputs. */
export type ItemsByOutput = readonly INodeExecutionData[][];

/**
 * The one loop over input items. A failing item becomes an error item on the first output when
 * the node continues on failure (n8n moves it to the error branch), and stops the node otherwise.
 */
export async function forEachItem(
  context: IExecuteFunctions,
  outputs: number,
  work: (itemIndex: number) => Promise<ItemsByOutput>,
): Promise<INodeExecutionData[][]> {
  const results: INodeExecutionData[][] = Array.from({ length: outputs }, () => []);
  for (let itemIndex = 0; itemIndex < context.getInputData().length; itemIndex++) {
    try {
      const items = await work(itemIndex);
      results.forEach((result, output) => {
        // Not push(...items): one item can lead to more items than a call takes arguments.
        for (const item of items[output] ?? []) result.push(item);
      });
    } catch (error) {
      if (!context.continueOnFail()) throw toNodeError(error, context.getNode(), itemIndex);
      results[0]?.push(errorItem(error, itemIndex));
    }
  }
  return results;
}

/** The form that n8n recognises as a failed item: a further key of ours would hide it. */
export function errorItem(error: unknown, itemIndex: number): INodeExecutionData {
  return { json: { error: errorText(error) }, pairedItem: { item: itemIndex } };
}
