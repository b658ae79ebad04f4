import type { INodeProperties } from 'n8n-workflow';
import { COUNT_CAP } from '../../core/timeline/searchRequest';
import { DEFAULT_TENANT } from '../../core/timeline/timelineRequest';
import { shownFor } from './operation';

const CAP = COUNT_CAP.toLocaleString('en-US');
const forSearch = shownFor('search');

/** Which event to get. */
export const event: INodeProperties[] = [
  {
    displayName: 'Event ID',
    name: 'eventId',
    type: 'string',
    required: true,
    default: '',
    placeholder: 'e.g. 019a5d2e-7c00-8b3a-9d53-0a4a3c2f7a10',
    description: 'ID of the event, as Search and Get Timeline give it',
    displayOptions: { show: shownFor('get') },
  },
  {
    displayName: 'Tenant',
    name: 'tenant',
    type: 'string',
    default: DEFAULT_TENANT,
    placeholder: 'e.g. clinic-7',
    description: 'Workspace, organisation or site that the event belongs to',
    displayOptions: { show: shownFor('get') },
  },
];

/** Words, and filters in words. */
export const query: INodeProperties = {
  displayName: 'Query',
  name: 'query',
  type: 'string',
  default: '',
  placeholder: 'e.g. type:MESSAGE_SENT lead:john before:2026-01-01 "free consultation" -stop',
  description:
    'Words to find in the texts of events and the names and emails of leads. Quotes hold a phrase, a minus leaves out. Keys: type, category, source, lead, user, entity, visitor, session, execution, tenant, after, before, on, range.',
  displayOptions: { show: shownFor('search', 'summarize', 'export') },
};

const sortBy: INodeProperties = {
  displayName: 'Sort By',
  name: 'sortBy',
  type: 'options',
  noDataExpression: true,
  options: [
    { name: 'Event Type', value: 'type', description: 'Within a type, newest first' },
    { name: 'Lead', value: 'lead', description: 'Within a lead, newest first' },
    { name: 'Time', value: 'time' },
  ],
  default: 'time',
  description: 'What decides the order',
  displayOptions: { show: forSearch },
};

/** What is in order, and in which. */
export const sorting: INodeProperties[] = [
  sortBy,
  {
    displayName: 'Direction',
    name: 'direction',
    type: 'options',
    options: [
      { name: 'Newest First', value: 'descending' },
      { name: 'Oldest First', value: 'ascending' },
    ],
    default: 'descending',
    displayOptions: { show: { ...forSearch, sortBy: ['time'] } },
  },
  {
    displayName: 'Direction',
    name: 'direction',
    type: 'options',
    options: [
      { name: 'A to Z', value: 'ascending' },
      { name: 'Z to A', value: 'descending' },
    ],
    default: 'ascending',
    displayOptions: { show: { ...forSearch, sortBy: ['lead', 'type'] } },
  },
];

/** How many there are; an item per event has no place for it. */
export const total: INodeProperties = {
  displayName: 'Total',
  name: 'total',
  type: 'options',
  options: [
    {
      name: `Capped at ${CAP}`,
      value: 'capped',
      description: `Count to ${CAP} and say when there are more`,
    },
    {
      name: 'Estimated',
      value: 'estimated',
      description: 'Ask the statistics of the database: at once, and roughly',
    },
    { name: 'Exact', value: 'exact', description: 'Count all: slow when there are millions' },
    { name: 'None', value: 'none', description: 'Do not count' },
  ],
  default: 'none',
  description: 'Whether and how to count all events that the search finds',
  displayOptions: { show: { ...forSearch, output: ['timeline', 'text'] } },
};
