import {
  type IExecuteFunctions,
  type INodeExecutionData,
  type INodeType,
  type INodeTypeDescription,
  NodeConnectionTypes,
} from 'n8n-workflow';
import { composeReplay, type ReplayComposition } from '../n8n/composition';
import { errorItem } from '../n8n/forEachItem';
import { ItemPanel } from '../n8n/itemPanel';
import { alertCredentials } from '../n8n/properties/alert';
import { postgresCredentials } from '../n8n/properties/connection';
import { retryQueueCredentials } from '../n8n/properties/retryQueue';
import { readConnection } from '../n8n/readConnection';
import { readServices } from '../n8n/readServices';
import { activityLogPostgresTest } from '../n8n/testPostgresCredential';
import { activityLogPrivacyTest } from '../n8n/testPrivacyCredential';
import { toNodeError } from '../n8n/toNodeError';
import { chosenOperation } from './operations/chosenOperation';
import { readPlace } from './parameters/readPlace';
import { properties } from './properties';

export class ReplayRetryQueue implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'Replay Retry Queue',
    name: 'replayRetryQueue',
    icon: { light: 'file:replayRetryQueue.svg', dark: 'file:replayRetryQueue.dark.svg' },
    group: ['transform'],
    version: [1],
    subtitle: '={{ $parameter["operation"] }}',
    description: 'Drain, inspect and repair the retry queue of the activity log',
    defaults: { name: 'Replay Retry Queue' },
    usableAsTool: true,
    inputs: [NodeConnectionTypes.Main],
    outputs: [NodeConnectionTypes.Main, NodeConnectionTypes.Main],
    outputNames: ['Replayed', 'Needs Attention'],
    credentials: [
      ...postgresCredentials,
      ...retryQueueCredentials,
      ...alertCredentials,
      // Written out, because n8n's lint finds the test of a credential in a node's own file only.
      {
        name: 'activityLogPrivacyApi',
        required: false,
        testedBy: 'activityLogPrivacyTest',
        displayOptions: {
          show: { operation: ['edit'], 'options.privacy': ['catalogDefault', 'strict'] },
        },
      },
    ],
    properties,
  };

  methods = { credentialTest: { activityLogPostgresTest, activityLogPrivacyTest } };

  async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
    const panel = new ItemPanel(this, 0);
    let parts: Promise<ReplayComposition> | undefined;
    // What is wired is the same for all items; each of them fails with it.
    const open = () => (parts ??= openParts(this, panel));
    try {
      return await chosenOperation(panel)({ context: this, open });
    } catch (error) {
      if (!this.continueOnFail()) throw toNodeError(error, this.getNode(), 0);
      return [[errorItem(error, 0)], []];
    }
  }
}

async function openParts(context: IExecuteFunctions, panel: ItemPanel): Promise<ReplayComposition> {
  const place = readPlace(panel);
  const connection = await readConnection(context);
  const services = await readServices(context);
  return composeReplay(context, { connection, services, place });
}
