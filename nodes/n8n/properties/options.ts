import type { IDisplayOptions, INodeProperties } from 'n8n-workflow';

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

/** Shows the credential of the key, too. */
export const privacyOption: INodeProperties = {
  displayName: 'Privacy',
  name: 'privacy',
  type: 'options',
  options: [
    {
      name: 'Catalog Default',
      value: 'catalogDefault',
      description: 'What the event type says of each field',
    },
    {
      name: 'Off',
      value: 'off',
      description: 'Everything is kept as it came',
    },
    {
      name: 'Strict',
      value: 'strict',
      description: 'Messages and personal fields are masked or replaced by a keyed hash',
    },
  ],
  default: 'catalogDefault',
  description:
    'What happens to personal data before it is written. With the optional privacy credential, hashing makes equal values recognisable without showing them; without it they are masked.',
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

/** The collection of options that some operations show. */
export function optionsCollection(
  options: INodeProperties[],
  show: NonNullable<IDisplayOptions['show']>,
): INodeProperties {
  return {
    displayName: 'Options',
    name: 'options',
    type: 'collection',
    placeholder: 'Add Option',
    default: {},
    options,
    displayOptions: { show },
  };
}
