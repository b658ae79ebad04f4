import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { type OperationName, shownFor } from './operation';

const perEvent: INodePropertyOptions = {
  name: 'Item per Event',
  value: 'itemPerEvent',
  description:
    'No event gives no item. When there are more events, the last item has nextCursor; when there are some before, the first has previousCursor.',
};

const oneItem: INodePropertyOptions = {
  name: 'One Item with the Timeline',
  value: 'timeline',
  description: 'Always one item, with the events in a list, their count, and both cursors',
};

const text: INodePropertyOptions = {
  name: 'Text for an AI Agent',
  value: 'text',
  description: 'Always one item, with a short text of limited length that says what it leaves out',
};

/** What the items that leave the node look like. */
export const output: INodeProperties[] = [
  outputProperty(['getTimeline', 'search'], [perEvent, oneItem, text]),
  outputProperty(['get'], [{ ...perEvent, description: 'No such event gives no item' }, text]),
];

function outputProperty(
  operations: readonly OperationName[],
  options: INodePropertyOptions[],
): INodeProperties {
  return {
    displayName: 'Output',
    name: 'output',
    type: 'options',
    noDataExpression: true,
    options,
    default: 'itemPerEvent',
    displayOptions: { show: shownFor(...operations) },
  };
}

export const simplify: INodeProperties = {
  displayName: 'Simplify',
  name: 'simplify',
  type: 'boolean',
  default: true,
  description: 'Whether to return a simplified version of the response instead of the raw data',
  displayOptions: { show: shownFor('getTimeline', 'search', 'get'), hide: { output: ['text'] } },
};
