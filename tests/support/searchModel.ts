import type { FilterRequest } from '../../nodes/core/timeline/filterRequest';
import type { SearchRequest } from '../../nodes/core/timeline/searchRequest';
import type { StoredEvent } from './storeEvents';

export interface ModelLead {
  readonly id: string;
  readonly tenant_id: string | null;
  readonly airtable_record_id: string;
  readonly first_name: string;
  readonly last_name: string | null;
  readonly email: string;
}

/** A row, with everything set that a search can ask for. */
export interface ModelEvent extends StoredEvent {
  readonly tenant_id: string;
  readonly event_type: string;
  readonly event_category: string;
  readonly source: string;
  readonly description: string;
}

/** What decides an event's place in the order. */
export interface ModelPlace {
  readonly value: string | null;
  readonly id: string;
  readonly tenant: string;
}

/** What a search should find: filters, sorts and pages by going through everything it knows. */
export class SearchModel {
  constructor(
    private readonly leads: readonly ModelLead[],
    private readonly events: readonly ModelEvent[],
    private readonly request: SearchRequest,
  ) {}

  /** Everything that matches, in order. */
  places(): ModelPlace[] {
    return this.events
      .filter((event) => this.matches(event, this.request.filters))
      .map((event) => this.placeOf(event))
      .sort((a, b) => this.compare(a, b));
  }

  /** Below 0 when `a` comes before `b`. */
  compare(a: ModelPlace, b: ModelPlace): number {
    const { sortBy, direction } = this.request;
    const sign = direction === 'ascending' ? 1 : -1;
    const byTime = order(a.id, b.id) || order(a.tenant, b.tenant);
    if (sortBy === 'time') return sign * byTime;
    if (a.value === null || b.value === null) {
      return Number(a.value === null) - Number(b.value === null) || -byTime;
    }
    return sign * order(a.value, b.value) || -byTime;
  }

  private placeOf(event: ModelEvent): ModelPlace {
    const { tenant_id: tenant, id } = event;
    const { sortBy } = this.request;
    if (sortBy === 'time') return { value: null, id, tenant };
    if (sortBy === 'type') return { value: event.event_type, id, tenant };
    const lead = this.leads.find((each) => each.id === event.lead_id);
    const isSeen = lead?.tenant_id === null || lead?.tenant_id === tenant;
    if (lead === undefined || !isSeen) return { value: null, id, tenant };
    const names = [lead.last_name, lead.first_name, lead.email].filter((name) => name !== null);
    return { value: `${names.join(' ').toLowerCase()} ${lead.id}`, id, tenant };
  }

  private matches(event: ModelEvent, filters: FilterRequest): boolean {
    const isAny = (wanted: readonly string[], value: string): boolean =>
      wanted.length === 0 || wanted.includes(value);
    const time = Date.parse(event.timestamp);
    return (
      filters.tenants.includes(event.tenant_id) &&
      isAny(filters.eventTypes, event.event_type) &&
      isAny(filters.categories, event.event_category) &&
      isAny(filters.sources, event.source) &&
      isGiven(filters.userId, event.user_id) &&
      isGiven(filters.entityId, event.entity_id) &&
      isGiven(filters.visitorToken, event.visitor_token) &&
      isGiven(filters.sessionId, event.session_id) &&
      isGiven(filters.executionId, event.execution_id) &&
      (filters.after === null || time >= Date.parse(filters.after)) &&
      (filters.before === null || time < Date.parse(filters.before)) &&
      (filters.lead === '' || this.isOfLead(event, filters)) &&
      this.hasWords(event, filters)
    );
  }

  private seenBy({ tenants }: FilterRequest): ModelLead[] {
    return this.leads.filter(
      ({ tenant_id: tenant }) => tenant === null || tenants.includes(tenant),
    );
  }

  private isOfLead(event: ModelEvent, filters: FilterRequest): boolean {
    const { lead: text } = filters;
    const leads = this.seenBy(filters).filter(
      (lead) =>
        [lead.id, lead.airtable_record_id, lead.email].includes(text) ||
        (!/@|^rec|-/.test(text) && namesOf(lead).includes(text)),
    );
    if (event.lead_id != null) return leads.some(({ id }) => id === event.lead_id);
    const airtableIds = [text, ...leads.map((lead) => lead.airtable_record_id)];
    const emails = [text, ...leads.map((lead) => lead.email)];
    return (
      (event.lead_airtable_id != null && airtableIds.includes(event.lead_airtable_id)) ||
      (event.lead_email != null && emails.includes(event.lead_email))
    );
  }

  private hasWords(event: ModelEvent, filters: FilterRequest): boolean {
    const given = filters.query.split(' ').filter((word) => word !== '');
    const wanted = given.filter((word) => !word.startsWith('-'));
    const unwanted = given.filter((word) => word.startsWith('-')).map((word) => word.slice(1));
    const words = event.description.split(' ');
    const lead = this.seenBy(filters).find(({ id }) => id === event.lead_id);
    const isInText = wanted.every((word) => words.includes(word));
    const isInLead = lead !== undefined && wanted.every((word) => namesOf(lead).includes(word));
    return (isInText || isInLead) && !unwanted.some((word) => words.includes(word));
  }
}

/** Nothing narrows nothing. */
function isGiven(wanted: string, value: string | null | undefined): boolean {
  return wanted === '' || wanted === value;
}

function namesOf(lead: ModelLead): string {
  return `${lead.first_name} ${lead.last_name ?? ''} ${lead.email}`.toLowerCase();
}

function order(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
