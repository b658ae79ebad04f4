import type { INodeProperties } from 'n8n-workflow';
import { shownFor } from './operation';

export const GROUPINGS = ['none', 'incident'] as const;

const forMany = shownFor('getMany');

/** What Get Many returns, and how much of it. */
export const listing: INodeProperties[] = [
  {
    displayName: 'Return All',
    name: 'returnAll',
    type: 'boolean',
    default: false,
    description: 'Whether to return all results or only up to a given limit',
    displayOptions: { show: forMany },
  },
  {
    displayName: 'Limit',
    name: 'limit',
    type: 'number',
    typeOptions: { minValue: 1 },
    default: 50,
    description: 'Max number of results to return',
    displayOptions: { show: { ...forMany, returnAll: [false] } },
  },
  {
    displayName: 'Group By',
    name: 'groupBy',
    type: 'options',
    options: [
      {
        name: 'Incident',
        value: 'incident',
        description: 'One item per cause, with its counts, its cure and three of its entries',
      },
      { name: 'None', value: 'none', description: 'One item per entry, oldest failure first' },
    ],
    default: 'none',
    description: 'What an item stands for',
    displayOptions: { show: forMany },
  },
  {
    displayName: 'Include Payload',
    name: 'includePayload',
    type: 'boolean',
    default: false,
    description:
      'Whether to return the event too, and what edits changed in it. It holds lead data. Such an item is what Replay Items takes.',
    displayOptions: { show: forMany, hide: { groupBy: ['incident'] } },
  },
];
