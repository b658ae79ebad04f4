import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { ReplayComposition } from '../../n8n/composition';
import { ItemPanel } from '../../n8n/itemPanel';
import { isToolExecution } from '../../n8n/toolExecution';

/** JSON of the items for each output: Replayed, Needs Attention. */
export type Outputs = readonly [IDataObject[], IDataObject[]];

/** An execution of the node. */
export interface NodeRun {
  readonly context: IExecuteFunctions;
  /** Wires what the panel chooses, once. */
  readonly open: () => Promise<ReplayComposition>;
}

/**
 * What leaves the node by each output.
 * @throws what fails it for all items
 */
export type Operation = (run: NodeRun) => Promise<INodeExecutionData[][]>;

/** Where and over what an operation does its work. */
export interface Work {
  readonly context: IExecuteFunctions;
  readonly parts: ReplayComposition;
  readonly panel: ItemPanel;
}

/**
 * Runs once however many items come in: the queue is one, and every item leads to it. The panel is
 * read as it stands for the first item.
 */
export function once(work: (work: Work) => Promise<Outputs>): Operation {
  return async ({ context, open }) => {
    const pairedItem = everyItem(context);
    const parts = await open();
    const outputs = await work({ context, parts, panel: new ItemPanel(context, 0) });
    return outputsOf(context, outputs).map((items) => items.map((json) => ({ json, pairedItem })));
  };
}

/** Links for items that all input items led to. */
export function everyItem(context: IExecuteFunctions): { item: number }[] {
  return context.getInputData().map((_, item) => ({ item }));
}

/** A model is shown the first output alone. */
export function outputsOf(context: IExecuteFunctions, [first, second]: Outputs): IDataObject[][] {
  return isToolExecution(context) ? [[...first, ...second], []] : [first, second];
}
