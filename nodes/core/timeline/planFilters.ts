import { EVENT_CATEGORIES } from '../catalog/eventTypeDefinition';
import { EVENT_TYPES } from '../catalog/eventTypes';
import type { Calendar } from './dateRange';
import type { EventFilters } from './eventFilters';
import type { FilterRequest } from './filterRequest';
import { invalidParameter, requireText } from './invalidParameter';
import { leadFilter } from './leadFilter';
import { mergeLists, mergeValues } from './mergeFilters';
import { planDates } from './planDates';
import { QUERY, type QueryFilters, queryParameter, readQuery } from './queryLanguage';

const TYPE_NAMES = EVENT_TYPES.map((type) => type.name);

type Lists = Pick<EventFilters, 'tenants' | 'eventTypes' | 'categories' | 'sources'>;
type Values = Pick<
  EventFilters,
  'userId' | 'entityId' | 'visitorToken' | 'sessionId' | 'executionId'
>;

/**
 * Checks what narrows a read. Panel and query must both hold: lists intersect, of dates the
 * narrower counts. Types and categories that the catalog lacks pass, `checkFilterNames` looks them
 * up. Asks no database.
 * @throws ConfigurationError naming the parameter as the panel shows it, and the cure; also when
 * panel and query contradict each other
 */
export function planFilters(request: FilterRequest, calendar: Calendar): EventFilters {
  const { filters: query, text } = readQuery(request.query);
  return {
    ...lists(request, query),
    ...values(request, query),
    ...planDates(request, query, calendar),
    lead: mergeValues([request.lead, 'Filters: Lead'], [query, 'lead'], leadFilter),
    text,
  };
}

function lists(request: FilterRequest, query: QueryFilters): Lists {
  return {
    tenants: tenants(request, query),
    eventTypes: mergeLists(
      [request.eventTypes, 'Filters: Event Type Names or IDs'],
      [query, 'type'],
      {
        read: asValue,
        known: TYPE_NAMES,
      },
    ),
    categories: mergeLists(
      [request.categories, 'Filters: Category Names or IDs'],
      [query, 'category'],
      {
        read: asValue,
        known: EVENT_CATEGORIES,
      },
    ),
    sources: mergeLists([request.sources, 'Filters: Sources'], [query, 'source'], {
      read: asValue,
    }),
  };
}

/** `tenant:` may only choose among the tenants of the panel: whoever writes a query sees no others. */
function tenants(request: FilterRequest, query: QueryFilters): readonly string[] {
  const parameter = 'Filters: Tenants';
  const allowed = mergeLists([request.tenants, parameter], [{}, 'tenant'], { read: asValue });
  if (allowed === null) {
    throw invalidParameter(
      `The parameter ${parameter} is empty.`,
      `Fill in at least one tenant; when it is an expression, check that it gives a value for this item.`,
    );
  }
  const asked = (query.tenant ?? []).map((tenant) => asValue(tenant, queryParameter('tenant')));
  if (asked.some((tenant) => !allowed.includes(tenant))) {
    throw invalidParameter(
      `The parameter ${QUERY} names a tenant that ${parameter} does not hold.`,
      `Name only tenants of ${parameter} after tenant:, or leave tenant: out.`,
    );
  }
  return asked.length === 0 ? allowed : [...new Set(asked)].sort();
}

function values(request: FilterRequest, query: QueryFilters): Values {
  return {
    userId: mergeValues([request.userId, 'Filters: User ID'], [query, 'user'], asValue),
    entityId: mergeValues([request.entityId, 'Filters: Entity ID'], [query, 'entity'], asValue),
    visitorToken: mergeValues(
      [request.visitorToken, 'Filters: Visitor Token'],
      [query, 'visitor'],
      asValue,
    ),
    sessionId: mergeValues([request.sessionId, 'Filters: Session ID'], [query, 'session'], asValue),
    executionId: mergeValues(
      [request.executionId, 'Filters: Execution ID'],
      [query, 'execution'],
      asValue,
    ),
  };
}

function asValue(value: string, parameter: string): string {
  return requireText(value, parameter);
}
