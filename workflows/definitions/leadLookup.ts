import { configured } from './configured';
import { airtableTable, httpRequest } from './httpRequests';
import { LEAD_COLUMNS } from './leadTable';
import { queryTimeline } from './ourNodes';
import type { Expression, NodeKind } from './workflowFile';

/** Milliseconds: the caller of a webhook waits meanwhile, and the event goes on without a lead. */
const LIMIT_MS = 3000;
/** For one request too many in a second, or a connection that broke. */
const LOOKUP_RETRIES = { retryOnFail: true, maxTries: 3, waitBetweenTries: 2000 } as const;

/**
 * JavaScript, for use inside an expression: a phone number as SimpleTexting writes it, ten digits without
 * the country code. What is no such number keeps its digits.
 */
export const TEN_DIGITS = `(phone) => String(phone ?? '').replace(/[^0-9]/g, '').replace(/^1(?=[0-9]{10}$)/, '')`;

/**
 * JavaScript of a formula of Airtable for leads with a phone number, however their column writes it.
 * @param digits JavaScript of a text of digits alone, so that nothing in it can leave its quotes
 */
export function leadsWithPhone(digits: string): string {
  const column = `REGEX_REPLACE({${LEAD_COLUMNS.phone}} & '', '[^0-9]', '')`;
  return `"RIGHT(${column}, 10) = '" + ${digits} + "'"`;
}

/**
 * Asks Airtable for the leads that a formula (JavaScript of its text) names. An event without a lead is
 * better than none, so a failure ends nothing: it goes on as no records, or by an output of its own.
 */
export function findLeads(
  formula: string,
  onError: NodeKind['onError'] = 'continueRegularOutput',
): NodeKind {
  return {
    ...httpRequest({
      method: 'GET',
      url: airtableTable('leadsTable'),
      credential: 'airtableTokenApi',
      query: { filterByFormula: `={{ ${formula} }}`, 'fields[]': LEAD_COLUMNS.status },
      options: { timeout: LIMIT_MS },
    }),
    ...LOOKUP_RETRIES,
    onError,
  };
}

/** Asks the log for what is known of a thing, newest first: one item with `timeline`; never fails. */
export function findInLog(entityId: Expression, eventTypes: readonly string[]): NodeKind {
  return {
    ...queryTimeline({
      connection: 'postgres',
      operation: 'getTimeline',
      subject: 'entity',
      subjectValue: entityId,
      returnAll: false,
      limit: 10,
      filters: { eventTypes, tenant: configured('tenant') },
      output: 'timeline',
      simplify: false,
      options: { schema: configured('schema'), statementTimeout: LIMIT_MS },
    }),
    // While the database is away, Airtable is asked alone.
    onError: 'continueRegularOutput',
  };
}

/** Asks the log for messages to a phone number, newest first: one item with `timeline`; never fails. */
export function findSends(phone: string): NodeKind {
  return {
    ...queryTimeline({
      connection: 'postgres',
      operation: 'search',
      query: `={{ '"' + ${phone} + '"' }}`,
      sortBy: 'time',
      direction: 'descending',
      returnAll: false,
      limit: 10,
      filters: { eventTypes: ['MESSAGE_SENT'], tenants: configured('tenant') },
      output: 'timeline',
      total: 'none',
      simplify: false,
      options: { schema: configured('schema'), statementTimeout: LIMIT_MS },
    }),
    onError: 'continueRegularOutput',
  };
}

/**
 * JavaScript, for use inside an expression: the lead that an event was logged with, as
 * `{ leadBy, lead }`. In the form in which it came, so that the same event with it has the same content.
 */
export const LEAD_OF_EVENT = `({ leadAirtableId, leadEmail, lead }) => leadAirtableId ? { leadBy: 'airtableId', lead: leadAirtableId }
    : leadEmail ? { leadBy: 'email', lead: leadEmail }
    : lead ? { leadBy: 'id', lead: lead.id } : { leadBy: 'none', lead: '' }`;

/**
 * JavaScript, for use inside an expression: the lead among records of Airtable, as `{ leadBy, lead }`. Of
 * several with one phone number always the same.
 */
export const LEAD_OF_RECORDS = `(records) => {
    const [lead = ''] = [records ?? []].flat().map(({ id }) => id).sort();
    return { leadBy: lead === '' ? 'none' : 'airtableId', lead };
  }`;
