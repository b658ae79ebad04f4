import type { INodeProperties } from 'n8n-workflow';

export const OPERATION_NAMES = ['export', 'get', 'getTimeline', 'search', 'summarize'] as const;
export type OperationName = (typeof OPERATION_NAMES)[number];

export const operation: INodeProperties = {
  displayName: 'Operation',
  name: 'operation',
  type: 'options',
  noDataExpression: true,
  options: [
    {
      name: 'Export',
      value: 'export',
      action: 'Export events to a file',
      description: 'Write everything that the filters let through into a CSV or NDJSON file',
      // n8n hands an agent no files.
      displayOptions: { hide: { '@tool': [true] } },
    },
    {
      name: 'Get',
      value: 'get',
      action: 'Get an event',
      description: 'Read one event by its ID',
    },
    {
      name: 'Get Timeline',
      value: 'getTimeline',
      action: 'Get a timeline',
      description: 'Read what happened, newest first',
    },
    {
      name: 'Search',
      value: 'search',
      action: 'Search events',
      description: 'Find events by their words, lead, type, source and time',
    },
    {
      name: 'Summarize',
      value: 'summarize',
      action: 'Summarize events',
      description: 'Count events by type, category, source and day, and leads that answered',
    },
  ],
  default: 'getTimeline',
};

/** Shown with these operations alone. */
export function shownFor(...operations: readonly OperationName[]): { operation: string[] } {
  return { operation: [...operations] };
}
