import type { INodeProperties } from 'n8n-workflow';
import { alertProperty } from '../n8n/properties/alert';
import { connectionProperty, credentialsPlace } from '../n8n/properties/connection';
import { queueSchemaOption, schemaOption, spoolFolderOption } from '../n8n/properties/options';
import { drainedQueueProperty } from '../n8n/properties/retryQueue';

/** Entries that one run replays at most, unless told otherwise. */
export const DEFAULT_REPLAY_LIMIT = 1000;

const operation: INodeProperties = {
  displayName: 'Operation',
  name: 'operation',
  type: 'options',
  noDataExpression: true,
  options: [
    {
      name: 'Get Status',
      value: 'getStatus',
      action: 'Get the status of the retry queue',
      description: 'Count what waits, by state and reason, and find the oldest entry',
    },
    {
      name: 'Maintain',
      value: 'maintain',
      action: 'Maintain the database',
      description: 'Keep 12 months ahead, link events to leads that came later, forget old keys',
    },
    {
      name: 'Replay',
      value: 'replay',
      action: 'Replay what is due',
      description: 'Write the entries that are due into the activity log',
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

const replay: INodeProperties[] = [
  {
    displayName: 'Limit',
    name: 'limit',
    type: 'number',
    typeOptions: { minValue: 1 },
    default: DEFAULT_REPLAY_LIMIT,
    description: 'How many entries to replay at most',
    displayOptions: { show: { operation: ['replay'] } },
  },
  {
    displayName: 'Output',
    name: 'output',
    type: 'options',
    options: [
      { name: 'Item per Entry', value: 'itemPerEntry' },
      { name: 'Summary', value: 'summary' },
    ],
    default: 'summary',
    description: 'What to return: one summary, or what became of each entry',
    displayOptions: { show: { operation: ['replay'] } },
  },
];

const dryRun: INodeProperties = {
  displayName: 'Dry Run',
  name: 'dryRun',
  type: 'boolean',
  default: false,
  description: 'Whether to return the SQL instead of running it',
  displayOptions: { show: { operation: ['setUpDatabase'] } },
};

const options: INodeProperties = {
  displayName: 'Options',
  name: 'options',
  type: 'collection',
  placeholder: 'Add Option',
  default: {},
  options: [queueSchemaOption, schemaOption, spoolFolderOption],
};

export const properties: INodeProperties[] = [
  connectionProperty,
  credentialsPlace,
  operation,
  ...replay,
  dryRun,
  // `show` would make n8n's editor hide Operation: it takes what a credential's parameter depends on
  // for a part of signing in.
  {
    ...drainedQueueProperty,
    displayOptions: { hide: { operation: ['maintain', 'setUpDatabase'] } },
  },
  {
    ...alertProperty,
    displayOptions: { hide: { operation: ['getStatus', 'maintain', 'setUpDatabase'] } },
  },
  options,
];
