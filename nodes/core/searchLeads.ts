import { findLeadsByText } from './postgres/statements/findLeadsByText';
import { readInTransaction, type ReadParts } from './readTransaction';
import type { TimelineLead } from './timeline/timelineEvent';

/** Which leads to offer for a text that a person types. */
export interface LeadSearch {
  /** Null: the leads of every tenant. */
  readonly tenant: string | null;
  /** Words, each a part of a name or email. */
  readonly text: string;
  readonly limit: number;
  /** Milliseconds. */
  readonly statementTimeout: number;
}

/**
 * Finds leads by a part of their name or email, the most recently active first; the leads of the
 * tenant and those that belong to no tenant. A text without a letter or digit finds none.
 * @throws what `readInTransaction` throws
 */
export async function searchLeads(search: LeadSearch, parts: ReadParts): Promise<TimelineLead[]> {
  const { tenant, limit } = search;
  const query = {
    tenants: tenant === null ? null : [tenant],
    text: search.text,
    limit,
  };
  return readInTransaction(parts, search.statementTimeout, (db) =>
    findLeadsByText(db, parts.schema, query),
  );
}
