import type { Field, Sample } from './field';
import { type Clause, queryStatement, selectStatement } from './n8nStatement';
import type { Reader } from './question';

const PAGE = 50;

/** n8n's Postgres node, operation Select: the newest 50 rows, of the columns that an event shows. */
export function n8nSelect(field: Field, where: (turn: number) => readonly Clause[]): Reader {
  const { columns } = field;
  return {
    name: "n8n's Postgres node, Select",
    read: async (turn) => {
      const statement = selectStatement({ where: where(turn), columns, limit: PAGE });
      return (await field.peer(statement)).length;
    },
  };
}

/** n8n's Postgres node, operation Execute Query, where Select cannot ask it. */
export function n8nQuery(
  field: Field,
  name: string,
  ask: (turn: number) => { text: string; parameters: readonly unknown[] },
): Reader {
  return {
    name: `n8n's Postgres node, ${name}`,
    read: async (turn) => {
      const { text, parameters } = ask(turn);
      return (await field.peer(queryStatement(text, parameters))).length;
    },
  };
}

/** The newest 50 rows below as many: paging by OFFSET. */
export function n8nOffset(
  field: Field,
  where: Readonly<Record<string, string>>,
  offset: number,
): Reader {
  const columns = field.columns.map((column) => `"${column}"`).join(', ');
  const conditions = Object.keys(where).map((column, i) => `${column} = $${i + 1}`);
  const text = `select ${columns} from lead_activity_log where ${conditions.join(' and ')} order by id desc limit ${PAGE} offset ${offset}`;
  const parameters = Object.values(where);
  return n8nQuery(field, 'OFFSET', () => ({ text, parameters }));
}

/** One event by its key: the least that any answer costs. */
export function getById(field: Field): Reader {
  const columns = field.columns.map((column) => `"${column}"`).join(', ');
  const text = `select ${columns} from lead_activity_log where tenant_id = $1 and id = $2`;
  return {
    name: 'get by id',
    read: async (turn) => {
      const { samples } = field;
      const { tenant, id } = samples[Math.abs(turn) % samples.length] as Sample;
      return (await field.peer(queryStatement(text, [tenant, id]))).length;
    },
  };
}

export const equal = (column: string, value: string): Clause => ({
  column,
  condition: 'equal',
  value,
});
