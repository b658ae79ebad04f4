import type { INodeProperties } from 'n8n-workflow';
import { alertProperty } from '../n8n/properties/alert';
import { connectionProperty, credentialsPlace } from '../n8n/properties/connection';
import { leadFromList } from '../n8n/properties/leadFromList';
import { retryQueueProperty } from '../n8n/properties/retryQueue';
import { additionalFields } from './additionalFields';
import { options } from './options';

const eventType: INodeProperties = {
  displayName: 'Event Type',
  name: 'eventType',
  type: 'resourceLocator',
  default: { mode: 'list', value: '' },
  required: true,
  description: 'What happened. The category of the event follows from its type.',
  modes: [
    {
      displayName: 'From List',
      name: 'list',
      type: 'list',
      placeholder: 'Choose an event type…',
      typeOptions: { searchListMethod: 'searchEventTypes', searchable: true },
    },
    {
      displayName: 'By Name',
      name: 'name',
      type: 'string',
      placeholder: 'e.g. MESSAGE_SENT',
    },
  ],
};

const lead: INodeProperties[] = [
  {
    displayName: 'Lead By',
    name: 'leadBy',
    type: 'options',
    options: [
      { name: 'Airtable Record ID', value: 'airtableId' },
      { name: 'Email', value: 'email' },
      { name: 'From List', value: 'list', description: 'Choose a lead from the database' },
      { name: 'Lead UUID', value: 'id' },
      { name: 'No Lead', value: 'none' },
    ],
    default: 'airtableId',
    description: 'How to name the lead. A lead that is not synced yet is linked when it arrives.',
  },
  {
    ...leadFromList(),
    description:
      'The lead, found by a part of the name or email. To list them, the credential needs to read names of leads: the role operator, or reader beside writer.',
  },
  {
    displayName: 'Lead',
    name: 'leadValue',
    type: 'string',
    default: '',
    required: true,
    placeholder: 'e.g. recABC123',
    description: 'Airtable record ID, email or UUID of the lead',
    displayOptions: { hide: { leadBy: ['list', 'none'] } },
  },
];

const fields: INodeProperties[] = [
  {
    displayName: 'Fields As',
    name: 'fieldsMode',
    type: 'options',
    noDataExpression: true,
    options: [
      { name: 'Fields Below', value: 'mapper' },
      { name: 'JSON', value: 'json' },
    ],
    default: 'mapper',
    description: 'How to enter what is particular to this event type',
  },
  {
    displayName: 'Fields',
    name: 'fields',
    type: 'resourceMapper',
    noDataExpression: true,
    default: { mappingMode: 'defineBelow', value: null },
    required: true,
    typeOptions: {
      loadOptionsDependsOn: ['eventType.value'],
      resourceMapper: {
        resourceMapperMethod: 'getEventFields',
        mode: 'add',
        fieldWords: { singular: 'field', plural: 'fields' },
        addAllFields: true,
        multiKeyMatch: false,
        supportAutoMap: true,
      },
    },
    displayOptions: { show: { fieldsMode: ['mapper'] } },
  },
  {
    displayName: 'Fields (JSON)',
    name: 'fieldsJson',
    type: 'json',
    default: '{}',
    description: 'Object with the fields of this event type; further fields are kept too',
    displayOptions: { show: { fieldsMode: ['json'] } },
  },
];

const texts: INodeProperties[] = [
  {
    displayName: 'Description',
    name: 'description',
    type: 'string',
    default: '',
    placeholder: 'e.g. SMS sent: Hey John, saw your form…',
    description: 'What a person reads in the timeline. Empty: made from the event type.',
  },
  {
    displayName: 'Message Content',
    name: 'messageContent',
    type: 'string',
    typeOptions: { rows: 3 },
    default: '',
    description: 'Full text of the message that was sent or received',
  },
];

const output: INodeProperties[] = [
  {
    displayName: 'Include',
    name: 'include',
    type: 'options',
    noDataExpression: true,
    options: [
      {
        name: 'Input and Receipt',
        value: 'inputAndReceipt',
        description: 'The item as it came, with the receipt under one key',
      },
      { name: 'Input Unchanged', value: 'inputUnchanged', description: 'The item as it came' },
      { name: 'Receipt Only', value: 'receiptOnly', description: 'What became of the event' },
    ],
    default: 'inputAndReceipt',
    description: 'What the items that flow on contain',
  },
  {
    displayName: 'Receipt Field',
    name: 'receiptField',
    type: 'string',
    noDataExpression: true,
    default: 'activity',
    description:
      'Key under which the receipt is put; any but error, by which n8n knows failed items',
    displayOptions: { show: { include: ['inputAndReceipt'] } },
  },
  retryQueueProperty,
  alertProperty,
];

export const properties: INodeProperties[] = [
  connectionProperty,
  credentialsPlace,
  eventType,
  ...lead,
  ...fields,
  ...texts,
  additionalFields,
  ...output,
  options,
];
