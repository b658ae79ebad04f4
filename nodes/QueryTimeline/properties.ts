import type { INodeProperties } from 'n8n-workflow';
import {
  DEFAULT_STATEMENT_TIMEOUT,
  DEFAULT_TENANT,
  MAX_LIMIT,
} from '../core/timeline/timelineRequest';
import { connectionProperty } from '../n8n/properties/connection';
import { schemaOption, statementTimeoutOption } from '../n8n/properties/options';

const operation: INodeProperties = {
  displayName: 'Operation',
  name: 'operation',
  type: 'options',
  noDataExpression: true,
  options: [
    {
      name: 'Get Timeline',
      value: 'getTimeline',
      action: 'Get a timeline',
      description: 'Read what happened, newest first',
    },
  ],
  default: 'getTimeline',
};

const forTimeline = { operation: ['getTimeline'] };
const forLead = { ...forTimeline, subject: ['lead'] };

const subject: INodeProperties[] = [
  {
    displayName: 'Subject',
    name: 'subject',
    type: 'options',
    noDataExpression: true,
    options: [
      {
        name: 'Entity',
        value: 'entity',
        description: 'Anything that events were logged about, by its Entity ID',
      },
      {
        name: 'Execution',
        value: 'execution',
        description: 'Everything that one execution of a workflow logged',
      },
      {
        name: 'Lead',
        value: 'lead',
        description:
          'A lead, with the events that were logged under its Airtable record ID or email before it arrived',
      },
      {
        name: 'User',
        value: 'user',
        description: 'Everything that was logged with one User ID',
      },
    ],
    default: 'lead',
    description: 'Whose history to read',
    displayOptions: { show: forTimeline },
  },
  {
    displayName: 'Find Lead By',
    name: 'leadBy',
    type: 'options',
    options: [
      { name: 'Airtable Record ID', value: 'airtableId' },
      {
        name: 'Any of Them',
        value: 'any',
        description: 'Tell UUID, Airtable record ID and email apart by their form',
      },
      { name: 'Email', value: 'email' },
      { name: 'UUID', value: 'id' },
    ],
    default: 'any',
    description: 'How the lead is named',
    displayOptions: { show: forLead },
  },
  {
    displayName: 'Lead',
    name: 'leadValue',
    type: 'string',
    required: true,
    default: '',
    placeholder: 'e.g. john@example.com or recA1b2C3d4E5f6G7',
    description:
      'The lead, in the form chosen above. One that is not known gives an empty timeline and a hint.',
    displayOptions: { show: forLead },
  },
  subjectValue('entity', 'Entity ID', 'e.g. post-42'),
  subjectValue('user', 'User ID', 'e.g. user-7'),
  subjectValue('execution', 'Execution ID', 'e.g. 4711'),
];

function subjectValue(kind: string, displayName: string, placeholder: string): INodeProperties {
  return {
    displayName,
    name: 'subjectValue',
    type: 'string',
    required: true,
    default: '',
    placeholder,
    description: `The ${displayName} that the events were logged with`,
    displayOptions: { show: { ...forTimeline, subject: [kind] } },
  };
}

const paging: INodeProperties[] = [
  {
    displayName: 'Return All',
    name: 'returnAll',
    type: 'boolean',
    default: false,
    description: 'Whether to return all results or only up to a given limit',
    displayOptions: { show: forTimeline },
  },
  {
    displayName: 'Limit',
    name: 'limit',
    type: 'number',
    typeOptions: { minValue: 1, maxValue: MAX_LIMIT },
    default: 50,
    description: 'Max number of results to return',
    displayOptions: { show: { ...forTimeline, returnAll: [false] } },
  },
  {
    displayName: 'Cursor',
    name: 'cursor',
    type: 'string',
    default: '',
    placeholder: 'e.g. {{ $json.nextCursor }}',
    description:
      'Where to go on: nextCursor of the page before, with the same subject and filters. Empty: start at the newest event.',
    displayOptions: { show: { ...forTimeline, returnAll: [false] } },
  },
];

const filters: INodeProperties = {
  displayName: 'Filters',
  name: 'filters',
  type: 'collection',
  placeholder: 'Add Filter',
  default: {},
  options: [
    {
      displayName: 'After',
      name: 'after',
      type: 'dateTime',
      default: '',
      description:
        'Only events that happened at this time or later. A date without a time zone is one of the workflow.',
    },
    {
      displayName: 'Before',
      name: 'before',
      type: 'dateTime',
      default: '',
      description:
        'Only events that happened before this time. A date without a time zone is one of the workflow.',
    },
    {
      displayName: 'Category Names or IDs',
      name: 'categories',
      type: 'multiOptions',
      typeOptions: { loadOptionsMethod: 'getCategories' },
      default: [],
      description:
        'Only events of these categories. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
    },
    {
      displayName: 'Event Type Names or IDs',
      name: 'eventTypes',
      type: 'multiOptions',
      typeOptions: { loadOptionsMethod: 'getEventTypes' },
      default: [],
      description:
        'Only events of these types. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
    },
    {
      displayName: 'Tenant',
      name: 'tenant',
      type: 'string',
      default: DEFAULT_TENANT,
      placeholder: 'e.g. clinic-7',
      description: 'Workspace, organisation or site whose events to read',
    },
  ],
  displayOptions: { show: forTimeline },
};

const output: INodeProperties[] = [
  {
    displayName: 'Output',
    name: 'output',
    type: 'options',
    noDataExpression: true,
    options: [
      {
        name: 'Item per Event',
        value: 'itemPerEvent',
        description:
          'No event gives no item. When there are older events, the last item has nextCursor.',
      },
      {
        name: 'One Item with the Timeline',
        value: 'timeline',
        description: 'Always one item, with the events in a list, their count and nextCursor',
      },
    ],
    default: 'itemPerEvent',
    displayOptions: { show: forTimeline },
  },
  {
    displayName: 'Simplify',
    name: 'simplify',
    type: 'boolean',
    default: true,
    description: 'Whether to return a simplified version of the response instead of the raw data',
    displayOptions: { show: forTimeline },
  },
];

const options: INodeProperties = {
  displayName: 'Options',
  name: 'options',
  type: 'collection',
  placeholder: 'Add Option',
  default: {},
  options: [schemaOption, statementTimeoutOption(DEFAULT_STATEMENT_TIMEOUT)],
};

export const properties: INodeProperties[] = [
  connectionProperty,
  operation,
  ...subject,
  ...paging,
  filters,
  ...output,
  options,
];
