import {
  type IExecuteFunctions,
  type INodeExecutionData,
  type INodeType,
  type INodeTypeDescription,
  NodeConnectionTypes,
  UnexpectedError,
} from 'n8n-workflow';
import { EventsNotKeptError } from '../core/errors';
import { logActivity } from '../core/logActivity';
import type { LogReceipt } from '../core/logReceipt';
import { composeLogActivity } from '../n8n/composition';
import { errorItem } from '../n8n/forEachItem';
import { readConnection } from '../n8n/readConnection';
import { activityLogPostgresTest } from '../n8n/testPostgresCredential';
import { toNodeError } from '../n8n/toNodeError';
import { getEventFields } from './getEventFields';
import { hintsFor } from './hints';
import { continueItem, deadLetteredItem, type Include, isDeadLettered } from './outputItems';
import { readNodeOptions, readRequest } from './parameters';
import { properties } from './properties';
import { searchEventTypes } from './searchEventTypes';

export class LogActivity implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'Log Activity',
    name: 'logActivity',
    icon: { light: 'file:logActivity.svg', dark: 'file:logActivity.dark.svg' },
    group: ['output'],
    version: [1],
    subtitle: '={{ $parameter["eventType"].cachedResultName || $parameter["eventType"].value }}',
    description: 'Write an event to the activity log',
    defaults: { name: 'Log Activity' },
    usableAsTool: true,
    inputs: [NodeConnectionTypes.Main],
    outputs: [NodeConnectionTypes.Main, NodeConnectionTypes.Main],
    outputNames: ['Continue', 'Dead-Lettered'],
    credentials: [
      {
        name: 'postgres',
        required: true,
        displayOptions: { show: { connection: ['postgres'] } },
      },
      {
        name: 'activityLogPostgresApi',
        required: true,
        testedBy: 'activityLogPostgresTest',
        displayOptions: { show: { connection: ['activityLogPostgresApi'] } },
      },
    ],
    properties,
  };

  methods = {
    listSearch: { searchEventTypes },
    resourceMapping: { getEventFields },
    credentialTest: { activityLogPostgresTest },
  };

  async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
    const items = this.getInputData();
    const receipts = await writeReceipts(this, items.length);
    const [hint, ...others] = hintsFor(receipts);
    if (hint !== undefined) this.addExecutionHints(hint, ...others);
    throwWhatIsLost(this, receipts);
    return emit(this, items, receipts);
  }
}

async function writeReceipts(context: IExecuteFunctions, count: number): Promise<LogReceipt[]> {
  try {
    const options = readNodeOptions(context);
    const parts = composeLogActivity(context, await readConnection(context), options);
    const requests = Array.from({ length: count }, (_, i) => readRequest(context, i));
    return await logActivity(requests, parts);
  } catch (error) {
    throw toNodeError(error, context.getNode(), 0);
  }
}

/** The last net is n8n's own execution record, so the error names every event by its id. */
function throwWhatIsLost(context: IExecuteFunctions, receipts: readonly LogReceipt[]): void {
  const lost = receipts.filter(({ outcome }) => outcome === 'lost');
  const [first] = lost;
  if (first === undefined || context.continueOnFail()) return;
  const ids = lost.map(({ eventId }) => eventId);
  const error = new EventsNotKeptError(ids, {
    message: `${lost.length} events could be kept neither in the database nor in the retry queue.`,
    detail: `${first.message ?? ''} Event ids: ${ids.join(', ')}.`,
    hint: 'Make the database or the spool folder writable, then retry this execution.',
  });
  throw toNodeError(error, context.getNode(), receipts.indexOf(first));
}

function emit(
  context: IExecuteFunctions,
  items: readonly INodeExecutionData[],
  receipts: readonly LogReceipt[],
): INodeExecutionData[][] {
  const flowing: INodeExecutionData[] = [];
  const deadLettered: INodeExecutionData[] = [];
  items.forEach((item, itemIndex) => {
    const receipt = receipts[itemIndex];
    if (receipt === undefined) throw new UnexpectedError('There are fewer receipts than items.');
    if (receipt.outcome === 'lost') {
      flowing.push(errorItem(new Error(`The event ${receipt.eventId} was not kept.`), itemIndex));
      return;
    }
    const include = context.getNodeParameter('include', itemIndex, 'inputAndReceipt') as Include;
    const receiptField = context.getNodeParameter('receiptField', itemIndex, 'activity') as string;
    const logged = { item, itemIndex, receipt };
    flowing.push(continueItem(logged, include, receiptField));
    if (isDeadLettered(receipt)) deadLettered.push(deadLetteredItem(logged, receiptField));
  });
  return [flowing, deadLettered];
}
