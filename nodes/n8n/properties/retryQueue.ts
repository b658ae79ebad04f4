import type { INodeCredentialDescription, INodeProperties } from 'n8n-workflow';

/** Where Log Activity keeps what it could not write. */
export const retryQueueProperty: INodeProperties = {
  displayName: 'Retry Queue',
  name: 'retryQueue',
  type: 'options',
  // Which credentials the node needs follows from it, before any item is there.
  noDataExpression: true,
  default: 'automatic',
  options: [
    {
      name: 'Airtable',
      value: 'airtable',
      description:
        'A table in Airtable that people can see; what it cannot take goes to a local folder',
    },
    {
      name: 'Automatic',
      value: 'automatic',
      description: 'A table of the database when it answers, else a local folder',
    },
    { name: 'Local Spool', value: 'spool', description: 'A local folder only' },
    {
      name: 'PostgreSQL',
      value: 'postgres',
      description: 'The queue table of a second database; while it is away, a local folder',
    },
  ],
  description:
    'Where events wait that could not be written. The credential that it needs appears among those above.',
};

/** What Replay Retry Queue drains besides the queue table of the database and the local spool. */
export const drainedQueueProperty: INodeProperties = {
  displayName: 'Retry Queue',
  name: 'retryQueue',
  type: 'options',
  // Which credentials the node needs follows from it, before any item is there.
  noDataExpression: true,
  default: 'automatic',
  options: [
    {
      name: 'Airtable',
      value: 'airtable',
      description: 'The two of Automatic, and a table in Airtable',
    },
    {
      name: 'Automatic',
      value: 'automatic',
      description: 'The queue table of the database and the local folder',
    },
    {
      name: 'PostgreSQL',
      value: 'postgres',
      description: 'The two of Automatic, and the queue table of a second database',
    },
  ],
  description:
    'Where the nodes that log keep what they could not write. The credential that it needs appears among those above.',
};

/** The credentials that *Retry Queue* asks for. Every node that takes them tests them. */
export const retryQueueCredentials: INodeCredentialDescription[] = [
  {
    name: 'activityLogAirtableApi',
    required: true,
    displayOptions: { show: { retryQueue: ['airtable'] } },
  },
  {
    name: 'activityLogQueuePostgresApi',
    required: true,
    testedBy: 'activityLogPostgresTest',
    displayOptions: { show: { retryQueue: ['postgres'] } },
  },
];
