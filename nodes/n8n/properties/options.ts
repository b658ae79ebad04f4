import type { INodeProperties } from 'n8n-workflow';

export const schemaOption: INodeProperties = {
  displayName: 'Schema',
  name: 'schema',
  type: 'string',
  default: 'public',
  placeholder: 'e.g. activity',
  description: 'Schema of the database that holds the tables of the activity log',
};

export const queueSchemaOption: INodeProperties = {
  displayName: 'Queue Schema',
  name: 'queueSchema',
  type: 'string',
  default: 'public',
  placeholder: 'e.g. activity',
  description: 'Schema of the second database that holds the queue table',
  displayOptions: { show: { '/retryQueue': ['postgres'] } },
};

export const spoolFolderOption: INodeProperties = {
  displayName: 'Spool Folder',
  name: 'spoolFolder',
  type: 'string',
  default: '',
  placeholder: 'e.g. /data/activity-log-spool',
  description:
    'Folder that keeps events while the database does not answer. Empty: a folder in the user folder of n8n. Every node that logs or replays needs the same one.',
};

/** Milliseconds: a write that waits longer than a minute holds up the flow. */
const MAX_OF_A_WRITE = 60_000;

/**
 * @param fallback milliseconds
 * @param maximum milliseconds
 */
export function statementTimeoutOption(
  fallback: number,
  maximum: number = MAX_OF_A_WRITE,
): INodeProperties {
  return {
    displayName: 'Statement Timeout',
    name: 'statementTimeout',
    type: 'number',
    typeOptions: { minValue: 100, maxValue: maximum },
    default: fallback,
    description: 'Milliseconds that PostgreSQL may spend on one statement',
  };
}
