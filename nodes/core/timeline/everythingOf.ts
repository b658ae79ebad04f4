import type { EventScope } from './eventFilters';
import type { IdRange } from './idRange';

/** All events of some tenants within a range: the scope that nothing else narrows. */
export function everythingOf(tenants: readonly string[], { from, below }: IdRange): EventScope {
  return {
    tenants,
    from,
    below,
    eventTypes: null,
    categories: null,
    sources: null,
    userId: null,
    entityId: null,
    visitorToken: null,
    sessionId: null,
    executionId: null,
    leadKeys: null,
    text: null,
    textLeadIds: [],
  };
}
