import {
  type IExecuteFunctions,
  type INodeExecutionData,
  type INodeType,
  type INodeTypeDescription,
  NodeConnectionTypes,
} from 'n8n-workflow';
import { queryTimeline, readWholeTimeline } from '../core/queryTimeline';
import type { TimelinePage } from '../core/timeline/timelinePage';
import { composeTimeline } from '../n8n/composition';
import { forEachItem } from '../n8n/forEachItem';
import { postgresCredentials } from '../n8n/properties/connection';
import { type Connection, readConnection } from '../n8n/readConnection';
import { activityLogPostgresTest } from '../n8n/testPostgresCredential';
import { getCategories, getEventTypes } from './listFilterOptions';
import { timelineItems } from './outputItems';
import { readParameters, type TimelineParameters } from './parameters';
import { properties } from './properties';

export class QueryTimeline implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'Query Timeline',
    name: 'queryTimeline',
    icon: { light: 'file:queryTimeline.svg', dark: 'file:queryTimeline.dark.svg' },
    group: ['transform'],
    version: [1],
    subtitle: '={{ $parameter["operation"] + ": " + $parameter["subject"] }}',
    description: 'Read the history of a lead, entity or user',
    defaults: { name: 'Query Timeline' },
    usableAsTool: true,
    inputs: [NodeConnectionTypes.Main],
    outputs: [NodeConnectionTypes.Main],
    credentials: postgresCredentials,
    properties,
  };

  methods = {
    loadOptions: { getEventTypes, getCategories },
    credentialTest: { activityLogPostgresTest },
  };

  async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
    let connection: Promise<Connection> | undefined;
    const notices = new Set<string>();
    const outputs = await forEachItem(this, 1, async (itemIndex) => {
      const parameters = readParameters(this, itemIndex);
      connection ??= readConnection(this);
      const page = await readPage(this, await connection, parameters);
      for (const { message } of page.notices) notices.add(message);
      return [timelineItems(page, { ...parameters, itemIndex })];
    });
    for (const message of notices) this.addExecutionHints({ message, location: 'outputPane' });
    return outputs;
  }
}

function readPage(
  context: IExecuteFunctions,
  connection: Connection,
  { request, returnAll, schema }: TimelineParameters,
): Promise<TimelinePage> {
  const parts = composeTimeline(context, connection, { schema });
  if (!returnAll) return queryTimeline(request, parts);
  return readWholeTimeline(request, parts, context.getExecutionCancelSignal());
}
