import { DATE_RANGES, type FilterRequest } from '../../core/timeline/filterRequest';
import { DEFAULT_TENANT, type TimelineFilters } from '../../core/timeline/timelineRequest';
import { checked, choiceOf, date, type ItemPanel, names, text } from './itemPanel';

/** What a search, a summary and an export are narrowed by. */
export function readFilters(panel: ItemPanel): FilterRequest {
  const filter = (name: string) => panel.within('filters', name);
  const textOf = (name: string, label: string) => checked(`Filters: ${label}`, text, filter(name));
  return {
    ...readEventFilters(panel),
    query: checked('Query', text, panel.value('query', '')),
    tenants: checked('Filters: Tenants', names, filter('tenants') ?? DEFAULT_TENANT),
    lead: textOf('lead', 'Lead'),
    userId: textOf('userId', 'User ID'),
    entityId: textOf('entityId', 'Entity ID'),
    visitorToken: textOf('visitorToken', 'Visitor Token'),
    sessionId: textOf('sessionId', 'Session ID'),
    executionId: textOf('executionId', 'Execution ID'),
  };
}

/** What a timeline is narrowed by, besides its subject. */
export function readTimelineFilters(panel: ItemPanel): TimelineFilters {
  const tenant = panel.within('filters', 'tenant') ?? DEFAULT_TENANT;
  return { ...readEventFilters(panel), tenant: checked('Filters: Tenant', text, tenant) };
}

function readEventFilters(panel: ItemPanel) {
  const filter = (name: string) => panel.within('filters', name);
  return {
    eventTypes: checked('Filters: Event Type Names or IDs', names, filter('eventTypes')),
    categories: checked('Filters: Category Names or IDs', names, filter('categories')),
    sources: checked('Filters: Sources', names, filter('sources')),
    after: checked('Filters: After', date, filter('after')),
    before: checked('Filters: Before', date, filter('before')),
    dateRange: checked('Filters: Date Range', choiceOf(DATE_RANGES), filter('dateRange')),
  };
}
