import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import type { LogReceipt } from '../core/logReceipt';

export type Include = 'inputAndReceipt' | 'receiptOnly' | 'inputUnchanged';

/** How the items look that flow on. */
export interface OutputForm {
  readonly include: Include;
  /** Key of the receipt; never `error`. */
  readonly receiptField: string;
}

/** One input item and what became of its event. */
interface LoggedItem {
  readonly item: INodeExecutionData;
  readonly itemIndex: number;
  readonly receipt: LogReceipt;
}

/** The item that flows on: never one with an `error` key of ours, which would rerun the node. */
export function continueItem(
  { item, itemIndex, receipt }: LoggedItem,
  { include, receiptField }: OutputForm,
): INodeExecutionData {
  const pairedItem = { item: itemIndex };
  const json = receiptJson(receipt);
  switch (include) {
    case 'inputUnchanged':
      return { ...item, pairedItem };
    case 'receiptOnly':
      return { json, pairedItem };
    case 'inputAndReceipt':
      return { ...item, json: { ...item.json, [receiptField]: json }, pairedItem };
  }
}

/** The copy for the Dead-Lettered output: the item and always the receipt, with the reason. */
export function deadLetteredItem(logged: LoggedItem, form: OutputForm): INodeExecutionData {
  return continueItem(logged, { ...form, include: 'inputAndReceipt' });
}

export function isDeadLettered({ outcome }: LogReceipt): boolean {
  switch (outcome) {
    case 'deadLettered':
    case 'parked':
    case 'conflict':
      return true;
    case 'written':
    case 'duplicate':
    case 'lost':
      return false;
  }
}

function receiptJson(receipt: LogReceipt): IDataObject {
  return { ...receipt };
}
