import { Client } from 'pg';
import { sameRows, smsItems } from '../benchEvents';
import type { BenchServer } from '../benchServer';
import type { Contender } from '../contender';

type Row = Record<string, unknown>;
type Statement = (rows: readonly Row[]) => { text: string; values: unknown[] };

const TYPES: Readonly<Record<string, string>> = {
  id: 'uuid',
  lead_id: 'uuid',
  metadata: 'jsonb',
  schema_version: 'smallint',
  payload_hash: 'bytea',
  timestamp: 'timestamptz',
};
/** The protocol numbers parameters with 16 bits. */
const MOST_PARAMETERS = 65_535;

const typeOf = (column: string): string => TYPES[column] ?? 'text';
const quoted = (columns: readonly string[]): string =>
  columns.map((column) => `"${column}"`).join(', ');

const unnest: Statement = (rows) => {
  const columns = Object.keys(rows[0] ?? {});
  const arrays = columns.map((column, i) => `$${i + 1}::${typeOf(column)}[]`);
  return {
    text: `insert into lead_activity_log (${quoted(columns)}) select * from unnest(${arrays.join(', ')})`,
    values: columns.map((column) =>
      rows.map((row) => (column === 'metadata' ? JSON.stringify(row[column]) : row[column])),
    ),
  };
};

const recordset: Statement = (rows) => {
  const columns = Object.keys(rows[0] ?? {});
  const defined = columns.map((column) => `"${column}" ${typeOf(column)}`);
  return {
    text: `insert into lead_activity_log (${quoted(columns)})
      select * from jsonb_to_recordset($1::jsonb) as r(${defined.join(', ')})`,
    values: [JSON.stringify(rows)],
  };
};

const multiRow: Statement = (rows) => {
  const columns = Object.keys(rows[0] ?? {});
  const tuples = rows.map(
    (_, row) => `(${columns.map((_, i) => `$${row * columns.length + i + 1}`).join(', ')})`,
  );
  return {
    text: `insert into lead_activity_log (${quoted(columns)}) values ${tuples.join(', ')}`,
    values: rows.flatMap((row) => columns.map((column) => row[column])),
  };
};

/** The statements that one would write by hand for rows that are ready: no ids, keys or leads to find. */
export async function rawStatements(server: BenchServer): Promise<Contender[]> {
  const client = new Client({ connectionString: server.connectionString });
  await client.connect();
  const end = () => client.end();
  return [
    { ...rawStatement('pg, unnest', { server, client, statement: unnest }), end },
    rawStatement('pg, jsonb_to_recordset', { server, client, statement: recordset }),
    rawStatement('pg, multi-row VALUES', { server, client, statement: multiRow }),
  ];
}

interface Parts {
  readonly server: BenchServer;
  readonly client: Client;
  readonly statement: Statement;
}

function rawStatement(name: string, { server, client, statement }: Parts): Contender {
  const leads = [...server.leads.keys()];
  return {
    name,
    prepare: async (count) => {
      const rows = sameRows(smsItems(count, leads), server.leads);
      return () => writeAll(rows, { client, statement });
    },
  };
}

/** In one transaction where one statement cannot hold all parameters. */
async function writeAll(
  rows: readonly Row[],
  { client, statement }: Pick<Parts, 'client' | 'statement'>,
): Promise<void> {
  const most =
    statement === multiRow ? Math.floor(MOST_PARAMETERS / columnCount(rows)) : rows.length;
  if (rows.length > most) await client.query('begin');
  for (let start = 0; start < rows.length; start += most) {
    const { text, values } = statement(rows.slice(start, start + most));
    await client.query(text, values);
  }
  if (rows.length > most) await client.query('commit');
}

function columnCount(rows: readonly Row[]): number {
  return Object.keys(rows[0] ?? {}).length;
}
