import type { INodeProperties } from 'n8n-workflow';

export const OPERATION_NAMES = [
  'discard',
  'edit',
  'getMany',
  'getStatus',
  'maintain',
  'purge',
  'replay',
  'replayItems',
  'requeue',
  'setUpDatabase',
] as const;
export type OperationName = (typeof OPERATION_NAMES)[number];

export const operation: INodeProperties = {
  displayName: 'Operation',
  name: 'operation',
  type: 'options',
  noDataExpression: true,
  options: [
    {
      name: 'Discard',
      value: 'discard',
      action: 'Discard entries',
      description:
        'Give up parked entries for good, with a reason. It cannot be undone: Get Many with the same Filters shows what it takes.',
    },
    {
      name: 'Edit',
      value: 'edit',
      action: 'Edit an entry',
      description: 'Correct the event of an entry, so that it can be written',
    },
    {
      name: 'Get Many',
      value: 'getMany',
      action: 'Get many entries',
      description: 'List entries and why they wait, or the incidents that they make up',
    },
    {
      name: 'Get Status',
      value: 'getStatus',
      action: 'Get the status of the retry queue',
      description: 'Count what waits by state and reason, and say how the activity log is',
    },
    {
      name: 'Maintain',
      value: 'maintain',
      action: 'Maintain the database',
      description: 'Keep 12 months ahead, link events to leads that came later, forget old keys',
    },
    {
      name: 'Purge',
      value: 'purge',
      action: 'Purge what was replayed or discarded',
      description: 'Remove old entries that were replayed or discarded; never what waits',
    },
    {
      name: 'Replay',
      value: 'replay',
      action: 'Replay what is due',
      description: 'Write the entries that are due into the activity log',
    },
    {
      name: 'Replay Items',
      value: 'replayItems',
      action: 'Replay input items',
      description:
        'Write entries that come as input items, e.g. from Get Many, Airtable or a spool file',
      // An agent hands over no items.
      displayOptions: { hide: { '@tool': [true] } },
    },
    {
      name: 'Requeue',
      value: 'requeue',
      action: 'Requeue entries',
      description: 'Make entries due now, also parked ones, and start their tries anew',
    },
    {
      name: 'Set Up Database',
      value: 'setUpDatabase',
      action: 'Set up the database',
      description: 'Create or update the tables of the activity log',
    },
  ],
  default: 'replay',
};

/** Shown with these operations alone. */
export function shownFor(...operations: readonly OperationName[]): { operation: string[] } {
  return { operation: [...operations] };
}
