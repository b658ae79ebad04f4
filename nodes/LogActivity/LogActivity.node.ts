import {
  type IExecuteFunctions,
  type INodeExecutionData,
  type INodeType,
  type INodeTypeDescription,
  NodeConnectionTypes,
  UnexpectedError,
} from 'n8n-workflow';
import { logActivity } from '../core/logActivity';
import type { LogReceipt } from '../core/logReceipt';
import { composeLogActivity } from '../n8n/composition';
import { errorItem } from '../n8n/forEachItem';
import { alertCredentials } from '../n8n/properties/alert';
import { retryQueueCredentials } from '../n8n/properties/retryQueue';
import { readConnection } from '../n8n/readConnection';
import { readServicesAtHand } from '../n8n/readServices';
import { searchLeads } from '../n8n/searchLeads';
import { activityLogPostgresTest } from '../n8n/testPostgresCredential';
import { activityLogPrivacyTest } from '../n8n/testPrivacyCredential';
import { toNodeError } from '../n8n/toNodeError';
import { getEventFields } from './getEventFields';
import { faultHints, hintsFor, repetitionHints } from './hints';
import { readNodeOptions } from './nodeOptions';
import { notKept } from './notKept';
import { continueItem, deadLetteredItem, isDeadLettered, type OutputForm } from './outputItems';
import { PanelRequests } from './parameters';
import { properties } from './properties';
import { searchEventTypes } from './searchEventTypes';

export class LogActivity implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'Log Activity',
    name: 'logActivity',
    icon: { light: 'file:logActivity.svg', dark: 'file:logActivity.dark.svg' },
    group: ['output'],
    version: [1],
    subtitle: '={{ $parameter["eventType"] }}',
    description: 'Write an event to the activity log',
    defaults: { name: 'Log Activity' },
    usableAsTool: true,
    inputs: [NodeConnectionTypes.Main],
    outputs: [NodeConnectionTypes.Main, NodeConnectionTypes.Main],
    outputNames: ['Continue', 'Dead-Lettered'],
    // Written out once, because n8n's lint finds the test of a credential in a node's own file only.
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
      ...retryQueueCredentials,
      ...alertCredentials,
      {
        name: 'activityLogPrivacyApi',
        required: false,
        testedBy: 'activityLogPrivacyTest',
        displayOptions: { show: { 'options.privacy': ['catalogDefault', 'strict'] } },
      },
    ],
    properties,
  };

  methods = {
    listSearch: { searchEventTypes, searchLeads },
    resourceMapping: { getEventFields },
    credentialTest: { activityLogPostgresTest, activityLogPrivacyTest },
  };

  async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
    const items = this.getInputData();
    try {
      return await log(this, items);
    } catch (error) {
      if (!this.continueOnFail()) throw toNodeError(error, this.getNode(), 0);
      // Thrown, it would send the items to the success output as if their events were logged.
      return [items.map((_, itemIndex) => errorItem(error, itemIndex)), []];
    }
  }
}

async function log(
  context: IExecuteFunctions,
  items: readonly INodeExecutionData[],
): Promise<INodeExecutionData[][]> {
  const options = readNodeOptions(context);
  const connection = await readConnection(context);
  const services = await readServicesAtHand(context);
  const parts = composeLogActivity(context, { connection, services, options });
  const requests = new PanelRequests(context, items);
  const receipts = await logActivity(requests, parts);
  const before = context.getParentNodes(context.getNode().name).map(({ type }) => type);
  const [hint, ...others] = [
    ...hintsFor(receipts),
    ...faultHints(services.faults),
    ...repetitionHints(requests.withoutKey, before),
  ];
  if (hint !== undefined) context.addExecutionHints(hint, ...others);
  throwWhatIsLost(context, receipts);
  return emit(items, receipts, options.output);
}

function throwWhatIsLost(context: IExecuteFunctions, receipts: readonly LogReceipt[]): void {
  const lost = receipts.flatMap((receipt, item) =>
    receipt.outcome === 'lost' ? [{ receipt, item }] : [],
  );
  const [first] = lost;
  if (first === undefined || context.continueOnFail()) return;
  throw toNodeError(notKept(lost), context.getNode(), first.item);
}

function emit(
  items: readonly INodeExecutionData[],
  receipts: readonly LogReceipt[],
  form: OutputForm,
): INodeExecutionData[][] {
  const flowing: INodeExecutionData[] = [];
  const deadLettered: INodeExecutionData[] = [];
  items.forEach((item, itemIndex) => {
    const receipt = receipts[itemIndex];
    if (receipt === undefined) throw new UnexpectedError('There are fewer receipts than items.');
    if (receipt.outcome === 'lost') {
      flowing.push(errorItem(notKept([{ receipt, item: itemIndex }]), itemIndex));
      return;
    }
    const logged = { item, itemIndex, receipt };
    flowing.push(continueItem(logged, form));
    if (isDeadLettered(receipt)) deadLettered.push(deadLetteredItem(logged, form));
  });
  return [flowing, deadLettered];
}
