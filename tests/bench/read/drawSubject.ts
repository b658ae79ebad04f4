import { EVENT_TYPES } from '../../../nodes/core/catalog/eventTypes';
import { drawTenant, leadId, type Tenant, tenants } from './directory';
import { Draw } from './draw';

/** Whom and what a turn asks about. */
export interface Subject {
  readonly tenant: Tenant;
  readonly leadId: string;
  readonly eventType: string;
  readonly category: string;
  /** Where in the log's time, 0 to 1. */
  readonly at: number;
}

/** Away from the seeds of the log itself. */
const SEED = 500_000;

/**
 * Draws as the generator draws events: a busy lead, tenant or type comes as often as it is asked
 * for. The same turn gives the same.
 */
export function drawSubject(turn: number): Subject {
  const draw = new Draw(SEED + turn);
  const tenant = drawTenant(draw);
  const type = EVENT_TYPES[draw.skewed(EVENT_TYPES.length)];
  return {
    tenant,
    leadId: leadId(tenant.firstLead + draw.skewed(tenant.leads)),
    eventType: type?.name ?? '',
    category: type?.category ?? '',
    at: draw.fraction(),
  };
}

/** The tenant with the most events, and the lead with the most: the first of each. */
export function biggest(): { readonly tenant: string; readonly leadId: string } {
  const [tenant] = tenants;
  if (tenant === undefined) throw new Error('There are no tenants.');
  return { tenant: tenant.id, leadId: leadId(tenant.firstLead) };
}
