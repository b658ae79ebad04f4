import type { FilterRequest } from '../../nodes/core/timeline/filterRequest';

/** A request that narrows nothing but the tenant. */
export function noFilters(tenant: string): FilterRequest {
  return {
    query: '',
    tenants: [tenant],
    eventTypes: [],
    categories: [],
    sources: [],
    after: null,
    before: null,
    dateRange: null,
    lead: '',
    userId: '',
    entityId: '',
    visitorToken: '',
    sessionId: '',
    executionId: '',
  };
}
