import type { EventScope, LeadKeys, TextQuery } from '../../timeline/eventFilters';
import { HIGHEST_ID, LOWEST_ID } from '../../timeline/idRange';

/** Conditions on the alias `e` of lead_activity_log, for a WHERE, and the values of its $n. */
export interface EventConditions {
  readonly text: string;
  readonly values: unknown[];
}

/** The language of the column `search`, by its full name, whatever the search path is. */
const ENGLISH = `'pg_catalog.english'`;

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
 * @param tenant a column of the statement that holds the tenant, e.g. of a lateral over several;
 * by default the tenants themselves, $1
 */
export function eventConditions(scope: EventScope, tenant?: 't.tenant_id'): EventConditions {
  const values: unknown[] = [];
  const add = (value: unknown, type: string): string => `$${values.push(value)}::${type}`;
  const all = [
    tenant === undefined ? isAny('e.tenant_id', scope.tenants, add) : `e.tenant_id = ${tenant}`,
    ...(scope.from === LOWEST_ID ? [] : [`e.id >= ${add(scope.from, 'uuid')}`]),
    ...(scope.below === HIGHEST_ID ? [] : [`e.id < ${add(scope.below, 'uuid')}`]),
    ...listConditions(scope, add),
    ...columnConditions(scope, add),
    ...(scope.leadKeys === null ? [] : [leadCondition(scope.leadKeys, add)]),
    ...(scope.text === null ? [] : textConditions(scope.text, scope.textLeadIds, add)),
  ];
  return { text: all.join('\n    and '), values };
}

/** Keeps a value and gives its place in the text. */
type Add = (value: unknown, type: string) => string;

/** One value is compared by `=`, so that an index gives its rows in the order of their ids. */
function isAny(column: string, values: readonly string[], add: Add, type = 'text'): string {
  return values.length === 1
    ? `${column} = ${add(values[0], type)}`
    : `${column} = any(${add(values, `${type}[]`)})`;
}

function listConditions({ eventTypes, categories, sources }: EventScope, add: Add): string[] {
  return [
    ...(eventTypes === null ? [] : [isAny('e.event_type', eventTypes, add)]),
    ...(categories === null ? [] : [isAny('e.event_category', categories, add)]),
    ...(sources === null ? [] : [isAny('e.source', sources, add)]),
  ];
}

function columnConditions(scope: EventScope, add: Add): string[] {
  return (Object.keys(COLUMN_OF) as TextColumn[]).flatMap((filter) => {
    const value = scope[filter];
    return value === null ? [] : [`e.${COLUMN_OF[filter]} = ${add(value, 'text')}`];
  });
}

/** Each arm is one index, so that PostgreSQL can answer the OR by BitmapOr. */
function leadCondition({ leadIds, airtableIds, emails }: LeadKeys, add: Add): string {
  const unlinked = 'e.lead_id is null and ';
  const arms = [
    ...(leadIds.length === 0 ? [] : [isAny('e.lead_id', leadIds, add, 'uuid')]),
    ...(airtableIds.length === 0 ? [] : [unlinked + isAny('e.lead_airtable_id', airtableIds, add)]),
    ...(emails.length === 0 ? [] : [unlinked + isAny('e.lead_email', emails, add)]),
  ];
  return arms.length === 0 ? 'false' : `(${arms.join(' or ')})`;
}

function textConditions(
  { wanted, unwanted }: TextQuery,
  leadIds: readonly string[],
  add: Add,
): string[] {
  const holds = (words: string): string =>
    `e.search @@ pg_catalog.websearch_to_tsquery(${ENGLISH}, ${add(words, 'text')})`;
  const found =
    wanted === null
      ? []
      : [
          holds(wanted),
          ...(leadIds.length === 0 ? [] : [isAny('e.lead_id', leadIds, add, 'uuid')]),
        ];
  return [
    ...(found.length === 0 ? [] : [`(${found.join(' or ')})`]),
    ...(unwanted === null ? [] : [`not ${holds(unwanted)}`]),
  ];
}
