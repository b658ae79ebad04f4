import {
  type IExecuteFunctions,
  type INodeExecutionData,
  type INodeType,
  type INodeTypeDescription,
  NodeConnectionTypes,
} from 'n8n-workflow';
import { errorItem } from '../n8n/forEachItem';
import { alertCredentials } from '../n8n/properties/alert';
import { postgresCredentials } from '../n8n/properties/connection';
import { retryQueueCredentials } from '../n8n/properties/retryQueue';
import { activityLogPostgresTest } from '../n8n/testPostgresCredential';
import { toNodeError } from '../n8n/toNodeError';
import { runOperation } from './operations';
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
    credentials: [...postgresCredentials, ...retryQueueCredentials, ...alertCredentials],
    properties,
  };

  methods = { credentialTest: { activityLogPostgresTest } };

  /** Runs once however many items come in: the queue is one, and every item leads to it. */
  async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
    const pairedItem = this.getInputData().map((_, item) => ({ item }));
    try {
      const outputs = await runOperation(this);
      return outputs.map((items) => items.map((json) => ({ json, pairedItem })));
    } catch (error) {
      if (!this.continueOnFail()) throw toNodeError(error, this.getNode(), 0);
      return [[errorItem(error, 0)], []];
    }
  }
}
