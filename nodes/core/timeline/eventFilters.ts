import type { IdRange } from './idRange';
import type { LeadLookup } from './leadLookup';

/** Words to find, split so that a lead's name may stand for those that are wanted. */
export interface TextQuery {
  /** What must be there, in the syntax of PostgreSQL's websearch_to_tsquery; null: nothing. */
  readonly wanted: string | null;
  /** What must not be there, any one of it; the same syntax. Null: nothing. */
  readonly unwanted: string | null;
  /** The wanted words without operators and quotes: looked for in names and emails of leads. */
  readonly leadText: string | null;
}

/** Checked filters (planFilters makes them). Lists are distinct and sorted; null narrows nothing. */
export interface EventFilters extends IdRange {
  /** At least one. */
  readonly tenants: readonly string[];
  readonly eventTypes: readonly string[] | null;
  readonly categories: readonly string[] | null;
  readonly sources: readonly string[] | null;
  readonly lead: LeadLookup | null;
  readonly userId: string | null;
  readonly entityId: string | null;
  readonly visitorToken: string | null;
  readonly sessionId: string | null;
  readonly executionId: string | null;
  readonly text: TextQuery | null;
}

/** Everything that events of some leads may be stored under; each list holds distinct values. */
export interface LeadKeys {
  readonly leadIds: readonly string[];
  readonly airtableIds: readonly string[];
  readonly emails: readonly string[];
}

/** Filters after the directory of leads was asked: what a statement can use (resolveFilters). */
export interface EventScope extends Omit<EventFilters, 'lead'> {
  /** Keys of the leads that `lead` means; null when the filters name none. */
  readonly leadKeys: LeadKeys | null;
  /** Leads whose name or email holds the wanted words: their events are found too. */
  readonly textLeadIds: readonly string[];
}
