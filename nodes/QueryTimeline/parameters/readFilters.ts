import { DATE_RANGES, type FilterRequest } from '../../core/timeline/filterRequest';
import { invalidParameter } from '../../core/timeline/invalidParameter';
import { DEFAULT_TENANT, type TimelineFilters } from '../../core/timeline/timelineRequest';
import { checked, date, type ItemPanel, names, optionalChoiceOf, text } from '../../n8n/itemPanel';

/**
 * What a search, a summary and an export are narrowed by. A list or a date that is empty narrows
 * nothing; one thing or person that is empty is refused, since nobody asks for everything by it.
 * @throws ConfigurationError naming the parameter that cannot be used
 */
export function readFilters(panel: ItemPanel): FilterRequest {
  const textOf = (name: string, label: string) => addedText(panel, name, `Filters: ${label}`);
  return {
    ...readEventFilters(panel),
    query: checked('Query', text, panel.value('query', '')),
    tenants: checked('Filters: Tenants', names, ownOrDefault(panel, 'tenants')),
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
  const tenant = checked('Filters: Tenant', text, ownOrDefault(panel, 'tenant'));
  return { ...readEventFilters(panel), tenant };
}

/** Only where none was added: an expression that gives nothing must not read another tenant. */
function ownOrDefault(panel: ItemPanel, name: 'tenant' | 'tenants'): unknown {
  return panel.has('filters', name) ? panel.within('filters', name) : DEFAULT_TENANT;
}

function addedText(panel: ItemPanel, name: string, label: string): string {
  const value = checked(label, text, panel.within('filters', name));
  if (value.trim() !== '' || !panel.has('filters', name)) return value;
  throw invalidParameter(
    `The parameter ${label} was added and is empty.`,
    `Fill it in or remove it; when it is an expression, check that it gives a value for this item.`,
  );
}

function readEventFilters(panel: ItemPanel) {
  const filter = (name: string) => panel.within('filters', name);
  return {
    eventTypes: checked('Filters: Event Type Names or IDs', names, filter('eventTypes')),
    categories: checked('Filters: Category Names or IDs', names, filter('categories')),
    sources: checked('Filters: Sources', names, filter('sources')),
    after: checked('Filters: After', date, filter('after')),
    before: checked('Filters: Before', date, filter('before')),
    dateRange: checked('Filters: Date Range', optionalChoiceOf(DATE_RANGES), filter('dateRange')),
  };
}
