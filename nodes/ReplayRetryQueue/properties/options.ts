import type { INodeProperties } from 'n8n-workflow';
import {
  optionsCollection,
  privacyOption,
  queueSchemaOption,
  schemaOption,
  spoolFolderOption,
} from '../../n8n/properties/options';
import { type OperationName, shownFor } from './operation';

/** Seconds: a run ends then and leaves the rest to the next one, which the schedule starts anyway. */
export const DEFAULT_TIME_LIMIT = 300;
export const MAX_TIME_LIMIT = 21_600;

const anotherTarget: INodeProperties = {
  displayName: 'Entries of Another Target',
  name: 'anotherTarget',
  type: 'fixedCollection',
  placeholder: 'Name the Target',
  default: {},
  description:
    'Take the entries that were meant for another database, schema or credential, instead of those of this one. Get Status names such targets under otherTargets.',
  options: [
    {
      displayName: 'Target',
      name: 'target',
      values: [
        {
          displayName: 'Credential ID',
          name: 'credentialId',
          type: 'string',
          default: '',
          placeholder: 'e.g. kJMMZ10anu4NqYUL',
          description: 'ID in n8n of the credential that the events were logged with',
        },
        {
          displayName: 'Database',
          name: 'database',
          type: 'string',
          default: '',
          placeholder: 'e.g. crm',
          description: 'Database that the events were meant for',
        },
        {
          displayName: 'Schema',
          name: 'schema',
          type: 'string',
          default: '',
          placeholder: 'e.g. public',
          description: 'Schema that the events were meant for',
        },
      ],
    },
  ],
};

const eventsPerSecond: INodeProperties = {
  displayName: 'Events per Second',
  name: 'eventsPerSecond',
  type: 'number',
  typeOptions: { minValue: 1 },
  default: 50,
  description: 'How many events to write per second at most. Without it: as fast as possible.',
};

const includeNotDue: INodeProperties = {
  displayName: 'Include Not Due',
  name: 'includeNotDue',
  type: 'boolean',
  default: false,
  description: 'Whether to also replay entries that wait for a later try',
};

const includeParked: INodeProperties = {
  displayName: 'Include Parked',
  name: 'includeParked',
  type: 'boolean',
  default: false,
  description:
    'Whether to also replay parked entries. What never was an event stays parked: edit it.',
};

const includePending: INodeProperties = {
  displayName: 'Include Pending',
  name: 'includePending',
  type: 'boolean',
  default: false,
  description:
    'Whether to also discard entries that wait for a replay. Without it: only what is parked.',
};

const strictOrder: INodeProperties = {
  displayName: 'Strict Order per Lead',
  name: 'strictOrder',
  type: 'boolean',
  default: false,
  description:
    'Whether to stop with a lead when one of its events cannot be written, so that its later events never come before it',
};

const timeLimit: INodeProperties = {
  displayName: 'Time Limit (Seconds)',
  name: 'timeLimit',
  type: 'number',
  typeOptions: { minValue: 1, maxValue: MAX_TIME_LIMIT },
  default: DEFAULT_TIME_LIMIT,
  description: 'When to end; what is left waits for the next run',
};

function optionsOf(
  operations: readonly OperationName[],
  options: INodeProperties[],
): INodeProperties {
  return optionsCollection(options, shownFor(...operations));
}

const editPrivacy: INodeProperties = {
  ...privacyOption,
  description:
    'What happens to personal data in the changed event: choose what the Log Activity node has that logged it, with the same optional privacy credential',
};

const place = [queueSchemaOption, schemaOption, spoolFolderOption];

/** Each operation has its own collection under one name. */
export const options: INodeProperties[] = [
  optionsOf(
    ['replay'],
    [
      ...[anotherTarget, eventsPerSecond, includeNotDue, includeParked, queueSchemaOption],
      ...[schemaOption, spoolFolderOption, strictOrder, timeLimit],
    ],
  ),
  optionsOf(
    ['replayItems'],
    [
      ...[anotherTarget, eventsPerSecond, queueSchemaOption],
      ...[schemaOption, spoolFolderOption, strictOrder, timeLimit],
    ],
  ),
  optionsOf(['discard'], [anotherTarget, includePending, ...place]),
  optionsOf(['getMany', 'purge', 'requeue'], [anotherTarget, ...place]),
  optionsOf(['edit'], [anotherTarget, editPrivacy, ...place]),
  optionsOf(['getStatus', 'maintain', 'setUpDatabase'], place),
];
