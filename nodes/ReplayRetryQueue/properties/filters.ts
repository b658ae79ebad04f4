import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { type OperationName, shownFor } from './operation';

/** Why an entry waits. */
export const LANES = ['conflict', 'environment', 'payload', 'transient'] as const;
/** Where an entry stands. */
export const STATES = ['claimed', 'discarded', 'parked', 'pending', 'replayed'] as const;

const LANE_OPTIONS: readonly (INodePropertyOptions & { value: (typeof LANES)[number] })[] = [
  {
    name: 'Conflict',
    value: 'conflict',
    description: 'Another event has its identity',
  },
  {
    name: 'Environment',
    value: 'environment',
    description: 'The database is not set up for it, or the credential does not fit',
  },
  {
    name: 'Payload',
    value: 'payload',
    description: 'The event itself was refused',
  },
  {
    name: 'Transient',
    value: 'transient',
    description: 'The database was away or busy',
  },
];

const STATE_OPTIONS: readonly (INodePropertyOptions & { value: (typeof STATES)[number] })[] = [
  { name: 'Claimed', value: 'claimed', description: 'A replay has it at this moment' },
  { name: 'Discarded', value: 'discarded', description: 'Given up by a person' },
  { name: 'Parked', value: 'parked', description: 'Needs a person' },
  { name: 'Pending', value: 'pending', description: 'Waits for its next replay' },
  {
    name: 'Replayed',
    value: 'replayed',
    description: 'Is in the activity log; a local spool forgets it at once',
  },
];

const codes: INodeProperties = {
  displayName: 'Codes',
  name: 'codes',
  type: 'string',
  default: '',
  placeholder: 'e.g. 23503, conflict',
  description: 'Only entries whose newest failure has one of these codes, separated by commas',
};

const ids: INodeProperties = {
  displayName: 'Event or Entry IDs',
  name: 'ids',
  type: 'string',
  default: '',
  placeholder: 'e.g. 019a5d2e-7c00-8b3a-9d53-0a4a3c2f7a10',
  description:
    'Only these, separated by commas: event IDs as an alert names them, or the entryId of Get Many',
};

const eventTypes: INodeProperties = {
  displayName: 'Event Types',
  name: 'eventTypes',
  type: 'string',
  default: '',
  placeholder: 'e.g. MESSAGE_SENT, NOTE_ADDED',
  description: 'Only entries of these event types, separated by commas',
};

const failedAfter: INodeProperties = {
  displayName: 'Failed After',
  name: 'failedAfter',
  type: 'dateTime',
  default: '',
  description:
    'Only entries that first failed at this time or later. A date without a time zone is one of the workflow.',
};

const failedBefore: INodeProperties = {
  displayName: 'Failed Before',
  name: 'failedBefore',
  type: 'dateTime',
  default: '',
  description:
    'Only entries that first failed before this time. A date without a time zone is one of the workflow.',
};

const fingerprints: INodeProperties = {
  displayName: 'Fingerprints',
  name: 'fingerprints',
  type: 'string',
  default: '',
  placeholder: 'e.g. 4f1c2a7be0d39a55',
  description: 'Only entries of these incidents, as Get Many and Get Status give them',
};

const lanes: INodeProperties = {
  displayName: 'Lanes',
  name: 'lanes',
  type: 'multiOptions',
  options: [...LANE_OPTIONS],
  default: [],
  description: 'Only entries that wait for these reasons',
};

const leads: INodeProperties = {
  displayName: 'Leads',
  name: 'leads',
  type: 'string',
  default: '',
  placeholder: 'e.g. john@example.com, recA1b2C3d4E5f6G7',
  description:
    'Only events of these leads, separated by commas: UUID, Airtable record ID or email, whichever the event was logged with',
};

const states: INodeProperties = {
  displayName: 'States',
  name: 'states',
  type: 'multiOptions',
  options: [...STATE_OPTIONS],
  default: [],
  description:
    'Only entries in these states. Without it: what waits, that is claimed, parked and pending.',
};

function filtersOf(
  operations: readonly OperationName[],
  description: string,
  options: INodeProperties[],
): INodeProperties {
  return {
    displayName: 'Filters',
    name: 'filters',
    type: 'collection',
    placeholder: 'Add Filter',
    default: {},
    description,
    options,
    displayOptions: { show: shownFor(...operations) },
  };
}

const named = [codes, ids, eventTypes, failedAfter, failedBefore, fingerprints, lanes, leads];

/** Which entries are meant; each operation has its own collection under one name. */
export const filters: INodeProperties[] = [
  filtersOf(['getMany'], 'Which entries to return; all of these must hold', [...named, states]),
  filtersOf(
    ['replay', 'requeue'],
    'Which entries are meant; all of these must hold. None: all that the operation takes.',
    named,
  ),
  filtersOf(
    ['discard'],
    'Which entries to discard; all of these must hold. At least one is needed; an AI agent must name IDs. Get Many with the same filters shows what they take.',
    named,
  ),
];
