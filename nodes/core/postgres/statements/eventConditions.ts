import type { EventScope, LeadKeys, TextQuery } from '../../timeline/eventFilters';
import { HIGHEST_ID, LOWEST_ID } from '../../timeline/idRange';

/** Conditions on the alias `e` of lead_activity_log, for a WHERE, and the values of its $n. */
export interface EventConditions {
  readonly text: string;
  readonly values: unknown[];
}

/** The language of the column `search`, by its full name, whatever the search path is. */
const ENGLISH = `'pg_catalog.english'`;

/**
 * A longer list is hidden from the planner, which would look up every value in the statistics of
 * every month: 43 ms for 3,300 leads at 10 million events.
 */
const MOST_ESTIMATED = 100;

/** Leads whose events are few enough to be read and looked into, rather than all with a word. */
const FEW_LEADS = 10;

const COLUMN_OF = {
  userId: 'user_id',
  entityId: 'entity_id',
  visitorToken: 'visitor_token',
  sessionId: 'session_id',
  executionId: 'execution_id',
} as const;
type TextColumn = keyof typeof COLUMN_OF;

/**
 * The one WHERE of list, count, summary and export. What narrows nothing is left out rather than
 * written so that it is always true: the planner then sees what there really is, and prunes months.
 * @param tenant a column of the statement that holds the tenant, when it goes through several one
 * by one; by default the tenants are $1
 */
export function eventConditions(scope: EventScope, tenant?: 't.tenant_id'): EventConditions {
  const given = new Values();
  const all = [
    tenant === undefined ? given.isAny('e.tenant_id', scope.tenants) : `e.tenant_id = ${tenant}`,
    ...(scope.from === LOWEST_ID ? [] : [`e.id >= ${given.add(scope.from, 'uuid')}`]),
    ...(scope.below === HIGHEST_ID ? [] : [`e.id < ${given.add(scope.below, 'uuid')}`]),
    ...listConditions(scope, given),
    ...columnConditions(scope, given),
    ...(scope.leadKeys === null ? [] : [leadCondition(scope.leadKeys, given)]),
    ...(scope.text === null ? [] : textConditions(scope, scope.text, given)),
  ];
  return { text: all.join('\n    and '), values: given.values };
}

/** Keeps values and gives their places in the text. */
class Values {
  readonly values: unknown[] = [];

  add(value: unknown, type: string): string {
    return `$${this.values.push(value)}::${type}`;
  }

  /** One value is compared by `=`, so that an index gives its rows in the order of their ids. */
  isAny(column: string, values: readonly string[], type = 'text'): string {
    if (values.length === 1) return `${column} = ${this.add(values[0], type)}`;
    const list = this.add(values, `${type}[]`);
    const isLong = values.length > MOST_ESTIMATED;
    return `${column} = any(${isLong ? `array(select unnest(${list}))` : list})`;
  }
}

function listConditions({ eventTypes, categories, sources }: EventScope, given: Values): string[] {
  return [
    ...(eventTypes === null ? [] : [given.isAny('e.event_type', eventTypes)]),
    ...(categories === null ? [] : [given.isAny('e.event_category', categories)]),
    ...(sources === null ? [] : [given.isAny('e.source', sources)]),
  ];
}

function columnConditions(scope: EventScope, given: Values): string[] {
  return (Object.keys(COLUMN_OF) as TextColumn[]).flatMap((filter) => {
    const value = scope[filter];
    return value === null ? [] : [`e.${COLUMN_OF[filter]} = ${given.add(value, 'text')}`];
  });
}

/** Each arm is one index, so that PostgreSQL can answer the OR by BitmapOr. */
function leadCondition({ leadIds, airtableIds, emails }: LeadKeys, given: Values): string {
  const unlinked = 'e.lead_id is null and ';
  const arms = [
    ...(leadIds.length === 0 ? [] : [given.isAny('e.lead_id', leadIds, 'uuid')]),
    ...(airtableIds.length === 0
      ? []
      : [unlinked + given.isAny('e.lead_airtable_id', airtableIds)]),
    ...(emails.length === 0 ? [] : [unlinked + given.isAny('e.lead_email', emails)]),
  ];
  return arms.length === 0 ? 'false' : `(${arms.join(' or ')})`;
}

function textConditions(
  { leadKeys, textLeadIds }: EventScope,
  { wanted, unwanted }: TextQuery,
  given: Values,
): string[] {
  const holds = (words: string): string =>
    `e.search @@ pg_catalog.websearch_to_tsquery(${ENGLISH}, ${given.add(words, 'text')})`;
  const found = [
    ...(wanted === null ? [] : [holds(wanted)]),
    ...(wanted === null || textLeadIds.length === 0
      ? []
      : [given.isAny('e.lead_id', textLeadIds, 'uuid')]),
  ];
  // `is true` keeps the index of words, with all its events of all leads, out of the plan.
  const isOfFewLeads = leadKeys !== null && leadKeys.leadIds.length <= FEW_LEADS;
  return [
    ...(found.length === 0 ? [] : [`(${found.join(' or ')})${isOfFewLeads ? ' is true' : ''}`]),
    ...(unwanted === null ? [] : [`not ${holds(unwanted)}`]),
  ];
}
