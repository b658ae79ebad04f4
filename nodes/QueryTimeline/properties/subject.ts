import type { INodeProperties } from 'n8n-workflow';
import type { ValueSubject } from '../../core/timeline/timelineRequest';
import { leadFromList } from '../../n8n/properties/leadFromList';
import { shownFor } from './operation';

const forTimeline = shownFor('getTimeline');
const forLead = { ...forTimeline, subject: ['lead'] };

const subjectKind: INodeProperties = {
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
      name: 'Session',
      value: 'session',
      description: 'Everything that was logged with one Session ID',
    },
    {
      name: 'User',
      value: 'user',
      description: 'Everything that was logged with one User ID',
    },
    {
      name: 'Visitor',
      value: 'visitor',
      description: 'Everything that was logged with one Visitor Token',
    },
  ],
  default: 'lead',
  description: 'Whose history to read',
  displayOptions: { show: forTimeline },
};

const lead: INodeProperties[] = [
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
      { name: 'From List', value: 'list', description: 'Choose a lead from the database' },
      {
        name: 'Name',
        value: 'name',
        description: 'Part of the name or email; the events of all leads that have it are shown',
      },
      { name: 'UUID', value: 'id' },
    ],
    default: 'any',
    description: 'How the lead is named',
    displayOptions: { show: forLead },
  },
  leadFromList(forLead),
  {
    displayName: 'Lead',
    name: 'leadValue',
    type: 'string',
    required: true,
    default: '',
    placeholder: 'e.g. john@example.com or recA1b2C3d4E5f6G7',
    description:
      'The lead, in the form chosen above. One that is not known gives an empty timeline and a hint.',
    displayOptions: { show: forLead, hide: { leadBy: ['list'] } },
  },
];

function subjectValue(
  kind: ValueSubject,
  displayName: string,
  placeholder: string,
): INodeProperties {
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

/** Whose history is read. */
export const subject: INodeProperties[] = [
  subjectKind,
  ...lead,
  subjectValue('entity', 'Entity ID', 'e.g. post-42'),
  subjectValue('execution', 'Execution ID', 'e.g. 4711'),
  subjectValue('session', 'Session ID', 'e.g. s-2f7a10'),
  subjectValue('user', 'User ID', 'e.g. user-7'),
  subjectValue('visitor', 'Visitor Token', 'e.g. v-9d530a'),
];
