import { load } from '../../support/engine/n8nEngine';

/** A row of the panel's *Select Rows*. */
export interface Clause {
  readonly column: string;
  readonly condition: 'equal' | 'LIKE' | '>' | '<' | '>=';
  readonly value: string;
}

export interface Select {
  readonly where: readonly Clause[];
  /** Columns of the output. */
  readonly columns: readonly string[];
  readonly limit: number;
}

type Statement = [query: string, values: unknown[]];

/** What n8n's Postgres node is made of. */
interface NodeParts {
  addWhereClauses(
    node: null,
    item: number,
    query: string,
    clauses: object[],
    values: unknown[],
    combine: 'AND',
  ): Statement;
  addSortRules(query: string, rules: object[], values: unknown[]): Statement;
}

interface Formatter {
  readonly as: { format(query: string, values: readonly unknown[]): string };
}

const TABLE = ['public', 'lead_activity_log'];

/**
 * The statement of n8n's Postgres node for its operation Select, newest first, as it reaches the
 * server: made by the node's own functions and by pg-promise, which fills values in as literals.
 */
export function selectStatement({ where, columns, limit }: Select): string {
  const node = load('n8n-nodes-base/dist/nodes/Postgres/v2/helpers/utils') as NodeParts;
  const clauses = where.map((clause) => ({ ...clause }));
  let [query, values]: Statement = ['SELECT $3:name FROM $1:name.$2:name', [...TABLE, columns]];
  [query, values] = node.addWhereClauses(null, 0, query, clauses, values, 'AND');
  [query, values] = node.addSortRules(query, [{ column: 'id', direction: 'DESC' }], values);
  return formatted(`${query} LIMIT $${values.length + 1}`, [...values, limit]);
}

/** The same for its operation Execute Query with Query Parameters. */
export function queryStatement(query: string, parameters: readonly unknown[]): string {
  return formatted(query, parameters);
}

function formatted(query: string, values: readonly unknown[]): string {
  return (load('pg-promise') as Formatter).as.format(query, values);
}
