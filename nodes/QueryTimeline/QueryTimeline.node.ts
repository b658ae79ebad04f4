import {
  type IExecuteFunctions,
  type INodeExecutionData,
  type INodeType,
  type INodeTypeDescription,
  NodeConnectionTypes,
} from 'n8n-workflow';
import { composeTimeline } from '../n8n/composition';
import { forEachItem } from '../n8n/forEachItem';
import { postgresCredentials } from '../n8n/properties/connection';
import { type Connection, readConnection } from '../n8n/readConnection';
import { searchLeads } from '../n8n/searchLeads';
import { activityLogPostgresTest } from '../n8n/testPostgresCredential';
import { isToolExecution } from '../n8n/toolExecution';
import { getCategories, getEventTypes } from './listFilterOptions';
import { chosenOperation } from './operations/chosenOperation';
import type { ItemOutcome } from './operations/itemRun';
import { noticesJson } from './outputItems';
import { ItemPanel } from '../n8n/itemPanel';
import { readSchema } from './parameters/readOptions';
import { properties } from './properties';

export class QueryTimeline implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'Query Timeline',
    name: 'queryTimeline',
    icon: { light: 'file:queryTimeline.svg', dark: 'file:queryTimeline.dark.svg' },
    group: ['transform'],
    version: [1],
    subtitle:
      '={{ $parameter["operation"] + ($parameter["operation"] === "getTimeline" ? ": " + $parameter["subject"] : "") }}',
    description: 'Read, search, summarize and export the activity log',
    defaults: { name: 'Query Timeline' },
    usableAsTool: true,
    inputs: [NodeConnectionTypes.Main],
    outputs: [NodeConnectionTypes.Main],
    credentials: postgresCredentials,
    properties,
  };

  methods = {
    listSearch: { searchLeads },
    loadOptions: { getEventTypes, getCategories },
    credentialTest: { activityLogPostgresTest },
  };

  async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
    let connection: Promise<Connection> | undefined;
    const notices = new Set<string>();
    const outputs = await forEachItem(this, 1, async (itemIndex) => {
      const panel = new ItemPanel(this, itemIndex);
      const openParts = async () => {
        connection ??= readConnection(this);
        return composeTimeline(this, await connection, { schema: readSchema(panel) });
      };
      const outcome = await chosenOperation(panel)({ context: this, panel, openParts });
      for (const { message } of outcome.notices) notices.add(message);
      return [itemsOf(this, outcome).map((item) => ({ ...item, pairedItem: { item: itemIndex } }))];
    });
    for (const message of notices) this.addExecutionHints({ message, location: 'outputPane' });
    return outputs;
  }
}

/** A model sees no hints: where there are no items, it reads why. */
function itemsOf(
  context: IExecuteFunctions,
  { items, notices }: ItemOutcome,
): ItemOutcome['items'] {
  if (items.length > 0 || notices.length === 0 || !isToolExecution(context)) return items;
  return [{ json: noticesJson(notices) }];
}
