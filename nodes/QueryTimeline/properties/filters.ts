import type { INodeProperties, INodePropertyCollection, INodePropertyOptions } from 'n8n-workflow';
import { DATE_RANGES, type DateRange } from '../../core/timeline/filterRequest';
import { DEFAULT_TENANT } from '../../core/timeline/timelineRequest';
import { type OperationName, shownFor } from './operation';

type CollectionItem = INodeProperties | INodePropertyOptions | INodePropertyCollection;

const RANGE_NAMES: Readonly<Record<DateRange, string>> = {
  today: 'Today',
  yesterday: 'Yesterday',
  last24Hours: 'Last 24 Hours',
  last7Days: 'Last 7 Days',
  last30Days: 'Last 30 Days',
  last90Days: 'Last 90 Days',
  thisWeek: 'This Week',
  lastWeek: 'Last Week',
  thisMonth: 'This Month',
  lastMonth: 'Last Month',
  thisYear: 'This Year',
};

const after: INodeProperties = {
  displayName: 'After',
  name: 'after',
  type: 'dateTime',
  default: '',
  description:
    'Only events that happened at this time or later. A date without a time zone is one of the workflow.',
};

const before: INodeProperties = {
  displayName: 'Before',
  name: 'before',
  type: 'dateTime',
  default: '',
  description:
    'Only events that happened before this time. A date without a time zone is one of the workflow.',
};

const categories: INodeProperties = {
  displayName: 'Category Names or IDs',
  name: 'categories',
  type: 'multiOptions',
  typeOptions: { loadOptionsMethod: 'getCategories' },
  default: [],
  description:
    'Only events of these categories. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
};

const dateRange: INodeProperties = {
  displayName: 'Date Range',
  name: 'dateRange',
  type: 'options',
  // In the order of time, which n8n's alphabetical order would lose.
  options: DATE_RANGES.map((value) => ({ name: RANGE_NAMES[value], value })),
  default: 'last7Days',
  description:
    'Only events of this span of time, in the time zone of the workflow; After and Before narrow it further',
};

const eventTypes: INodeProperties = {
  displayName: 'Event Type Names or IDs',
  name: 'eventTypes',
  type: 'multiOptions',
  typeOptions: { loadOptionsMethod: 'getEventTypes' },
  default: [],
  description:
    'Only events of these types. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
};

const sources: INodeProperties = {
  displayName: 'Sources',
  name: 'sources',
  type: 'string',
  default: '',
  placeholder: 'e.g. ui:campaign-enroll, n8n:7',
  description: 'Only events from these systems, separated by commas',
};

const tenant: INodeProperties = {
  displayName: 'Tenant',
  name: 'tenant',
  type: 'string',
  default: DEFAULT_TENANT,
  placeholder: 'e.g. clinic-7',
  description: 'Workspace, organisation or site whose events to read',
};

const tenants: INodeProperties = {
  displayName: 'Tenants',
  name: 'tenants',
  type: 'string',
  default: DEFAULT_TENANT,
  placeholder: 'e.g. clinic-7, clinic-8',
  description: 'Workspaces, organisations or sites whose events to read, separated by commas',
};

function idFilter(displayName: string, name: string, description: string): INodeProperties {
  return { displayName, name, type: 'string', default: '', description };
}

const entityId = idFilter('Entity ID', 'entityId', 'Only events about this thing');
const executionId = idFilter('Execution ID', 'executionId', 'Only events of this execution');
const sessionId = idFilter('Session ID', 'sessionId', 'Only events of this session');
const userId = idFilter('User ID', 'userId', 'Only events that this user caused');
const visitorToken = idFilter('Visitor Token', 'visitorToken', 'Only events of this visitor');

const lead: INodeProperties = {
  displayName: 'Lead',
  name: 'lead',
  type: 'string',
  default: '',
  placeholder: 'e.g. john@example.com or John Doe',
  description:
    'Only events of this lead: UUID, Airtable record ID, email, or a part of the name or email',
};

function filtersOf(
  operations: readonly OperationName[],
  options: CollectionItem[],
): INodeProperties {
  return {
    displayName: 'Filters',
    name: 'filters',
    type: 'collection',
    placeholder: 'Add Filter',
    default: {},
    options,
    displayOptions: { show: shownFor(...operations) },
  };
}

/** What narrows what is read; each operation has its own collection under one name. */
export const filters: INodeProperties[] = [
  filtersOf(['getTimeline'], [after, before, categories, dateRange, eventTypes, sources, tenant]),
  filtersOf(
    ['search', 'summarize', 'export'],
    [
      ...[after, before, categories, dateRange, entityId, eventTypes, executionId],
      ...[lead, sessionId, sources, tenants, userId, visitorToken],
    ],
  ),
];
