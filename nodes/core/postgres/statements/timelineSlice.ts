import type { IdRange } from '../../timeline/idRange';
import type { TimelineScope } from '../../timeline/planTimeline';

/** Which events of a subject a function of 0008_reading.sql is to give. */
export interface TimelineSlice {
  readonly scope: TimelineScope;
  readonly range: IdRange;
  /** Whether the oldest events of the range are wanted rather than the newest. */
  readonly backwards: boolean;
  readonly limit: number;
}

/**
 * Tenant, from id, below id, types or null, categories or null, sources or null, backwards, limit:
 * the parameters that the functions share; the subject stands after the tenant.
 */
export function sliceValues({ scope, range, backwards, limit }: TimelineSlice): unknown[] {
  const { tenantId, eventTypes, categories, sources } = scope;
  return [tenantId, range.from, range.below, eventTypes, categories, sources, backwards, limit];
}
