import { findLeadsByText } from './postgres/statements/findLeadsByText';
import { readInTransaction, type ReadParts } from './reading/readTransaction';
import { requireText } from './timeline/invalidParameter';
import { checkStatementTimeout } from './timeline/statementTimeout';
import type { TimelineLead } from './timeline/timelineEvent';
import { MAX_LIMIT } from './timeline/timelineRequest';
import { wholeNumber } from './timeline/wholeNumber';

/** Which leads to offer for a text that a person types. */
export interface LeadSearch {
  /** Leads of no tenant are found too. */
  readonly tenant: string;
  /** Words, each a part of a name or email. */
  readonly text: string;
  /** 1 to 1000. */
  readonly limit: number;
  /** Milliseconds. */
  readonly statementTimeout: number;
}

/**
 * Finds leads by a part of their name or email, the most recently active first; the leads of the
 * tenant and those that belong to no tenant. A text without a letter or digit finds none.
 * @throws ConfigurationError for a tenant, limit or time limit that cannot be used, and what
 * `readInTransaction` throws
 */
export async function searchLeads(search: LeadSearch, parts: ReadParts): Promise<TimelineLead[]> {
  const { tenant, text } = search;
  const query = {
    tenants: [requireText(tenant, 'Tenant')],
    text,
    limit: wholeNumber(search.limit, {
      parameter: 'Limit',
      highest: MAX_LIMIT,
      cure: 'Enter a number in this range.',
    }),
  };
  const statementTimeout = checkStatementTimeout(search.statementTimeout);
  return readInTransaction(parts, statementTimeout, (db) =>
    findLeadsByText(db, parts.schema, query),
  );
}
