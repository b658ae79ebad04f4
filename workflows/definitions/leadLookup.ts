import { ANSWER_BUDGET } from './answerBudget';
import { configured } from './configured';
import { airtableTable, httpRequest } from './httpRequests';
import { LEAD_COLUMNS, LEAD_PROGRESS } from './leadTable';
import { queryTimeline } from './ourNodes';
import type { Expression, NodeKind } from './workflowFile';

const LOOKUP_RETRIES = {
  retryOnFail: true,
  maxTries: ANSWER_BUDGET.airtableTries,
  waitBetweenTries: ANSWER_BUDGET.airtablePause,
} as const;

/**
 * JavaScript, for use inside an expression: the last ten digits of a phone number, as SimpleTexting writes
 * those of the United States and Canada: without the country code. What is shorter keeps its digits.
 */
export const TEN_DIGITS = `(phone) => String(phone ?? '').normalize('NFKC').replace(/[^0-9]/g, '').slice(-10)`;

/**
 * JavaScript of a formula of Airtable for leads with a phone number, however their column writes it.
 * @param digits JavaScript of a text of digits alone, so that nothing in it can leave its quotes
 */
export function leadsWithPhone(digits: string): string {
  const column = `REGEX_REPLACE({${LEAD_COLUMNS.phone}} & '', '[^0-9]', '')`;
  return `"RIGHT(${column}, 10) = '" + ${digits} + "'"`;
}

/**
 * Asks Airtable for the leads that a formula (JavaScript of its text) names, with one column of each. An
 * event without a lead is better than none, so a failure ends nothing: it goes on without records.
 */
export function findLeads(formula: string, column: string): NodeKind {
  return {
    ...httpRequest({
      method: 'GET',
      url: airtableTable('leadsTable'),
      credential: 'airtableTokenApi',
      query: { filterByFormula: `={{ ${formula} }}`, 'fields[]': column },
      options: { timeout: ANSWER_BUDGET.airtableCall },
    }),
    ...LOOKUP_RETRIES,
    onError: 'continueRegularOutput',
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
      options: { schema: configured('schema'), statementTimeout: ANSWER_BUDGET.logLook },
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
      options: { schema: configured('schema'), statementTimeout: ANSWER_BUDGET.logLook },
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
 * JavaScript, for use inside an expression: which of the records of Airtable with one phone number is meant.
 * The only one; or the only one to whom a message is on its way, if the column of the progress was read.
 */
export const CLEAR_RECORD = `(records) => {
    const isSending = ({ fields }) => fields?.['${LEAD_COLUMNS.progress}'] === '${LEAD_PROGRESS.sending}';
    const candidates = records.length === 1 ? records : records.filter(isSending);
    return candidates.length === 1 ? candidates[0] : undefined;
  }`;
