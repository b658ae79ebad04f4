import type { INodeParameters } from 'n8n-workflow';
import { versionsOf } from '../../support/engine/engineNodeTypes';
import { sameRows, smsItems } from '../benchEvents';
import type { BenchServer } from '../benchServer';
import type { Contender } from '../contender';
import { engineRun } from './engineRun';

const TYPE = 'n8n-nodes-base.postgres';
const BATCHING = ['single', 'transaction', 'independently'] as const;

/** n8n's own Postgres node in each of its ways to write rows, with as little output as it allows. */
export function n8nPostgres(server: BenchServer): Contender[] {
  return [
    ...BATCHING.map((queryBatching) =>
      postgresNode(server, `Postgres node, insert, ${queryBatching}`, {
        operation: 'insert',
        schema: { __rl: true, mode: 'list', value: 'public' },
        table: { __rl: true, mode: 'list', value: 'lead_activity_log' },
        columns: { mappingMode: 'autoMapInputData', value: {}, matchingColumns: [], schema: [] },
        options: { queryBatching, outputColumns: ['id'] },
      }),
    ),
    postgresNode(server, 'Postgres node, query, single', {
      operation: 'executeQuery',
      query: insertQuery(server),
      options: { queryBatching: 'single', queryReplacement: replacements(server) },
    }),
  ];
}

function postgresNode(server: BenchServer, name: string, parameters: INodeParameters): Contender {
  const leads = [...server.leads.keys()];
  const typeVersion = versionsOf(TYPE).at(-1) ?? 2;
  const node = { type: TYPE, typeVersion, parameters: { resource: 'database', ...parameters } };
  return {
    name,
    prepare: async (count) =>
      engineRun({ server, node }, sameRows(smsItems(count, leads), server.leads)),
  };
}

function columns(server: BenchServer): string[] {
  const [row = {}] = sameRows(smsItems(1, [...server.leads.keys()]), server.leads);
  return Object.keys(row);
}

function insertQuery(server: BenchServer): string {
  const names = columns(server);
  const values = names.map((_, i) => `$${i + 1}`);
  return `insert into lead_activity_log ("${names.join('","')}") values (${values.join(', ')})`;
}

function replacements(server: BenchServer): string {
  return `={{ [${columns(server)
    .map((name) => `$json.${name}`)
    .join(', ')}] }}`;
}
