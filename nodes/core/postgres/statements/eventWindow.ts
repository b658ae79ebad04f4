import type { EventScope } from '../../timeline/eventFilters';
import type { SearchPosition } from '../../timeline/searchOrder';
import type { SortDirection } from '../../timeline/searchRequest';
import type { QuotedSchema } from '../identifiers';
import { seenByTenant } from './eventColumns';
import { eventConditions } from './eventConditions';
import { beyondEvent } from './eventOrder';

/** One window of time, read in one statement. */
export interface EventWindow {
  readonly scope: EventScope;
  readonly times: SortDirection;
  readonly after: SearchPosition | null;
  /** Whether only events are read that show no lead. */
  readonly leadless: boolean;
  readonly limit: number;
}

/**
 * What holds for an event `e` of a window, and its values: those of eventConditions, then id and
 * tenant of the event before, if any.
 * @param tenant the one column that the event's tenant is to equal, when it is read tenant by tenant
 */
export function windowConditions(
  schema: QuotedSchema,
  { scope, after, times, leadless }: EventWindow,
  tenant?: 't.tenant_id',
): { readonly where: string; readonly values: unknown[] } {
  const { text, values } = eventConditions(scope, tenant);
  const conditions = [text];
  if (after !== null) conditions.push(beyondEvent(times, after, values));
  if (leadless) conditions.push(leadlessCondition(schema));
  return { where: conditions.join('\n        and '), values };
}

/** An event that shows no lead: it has none, or one that its tenant must not see. */
const leadlessCondition = (schema: QuotedSchema): string => `not exists (
      select from ${schema}.leads l
      where l.id = e.lead_id and ${seenByTenant('l')})`;
