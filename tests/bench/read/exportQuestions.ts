import { devNull } from 'node:os';
import { quoteSchema } from '../../../nodes/core/postgres/identifiers';
import { EVENT_COLUMNS, leadOfEvent } from '../../../nodes/core/postgres/statements/eventColumns';
import type { ExportFormat } from '../../../nodes/core/timeline/exportRequest';
import type { PsqlSession } from '../contenders/psqlSession';
import { biggest } from './drawSubject';
import type { Field } from './field';
import type { Question, Reader } from './question';

const ROUNDS = 5;
/** The goal, of psql's speed. */
const GOAL = 0.9;

/** Everything of the biggest tenant as a file, beside `\copy` of the same columns and rows. */
export function exportQuestions(field: Field): Question[] {
  const { psql } = field;
  return (['csv', 'ndjson'] as const).map((format) => ({
    name: `export of the biggest tenant, ${format}`,
    ours: {
      name: 'core',
      read: () => field.core.export({ tenant: biggest().tenant }, format),
    },
    peers: psql === undefined ? [] : [{ reader: copyReader(psql, format), goal: GOAL }],
    rounds: ROUNDS,
    readsAll: true,
  }));
}

function copyReader(psql: PsqlSession, format: ExportFormat): Reader {
  const events = `select ${EVENT_COLUMNS.replace(/\s+/g, ' ')} from lead_activity_log e ${leadOfEvent(quoteSchema('public')).replace(/\s+/g, ' ')} where e.tenant_id = '${biggest().tenant}' order by e.id desc`;
  const command = {
    csv: `\\copy (${events}) to '${devNull}' (format csv, header)`,
    ndjson: `\\copy (select row_to_json(one) from (${events}) one) to '${devNull}'`,
  }[format];
  return {
    name: `psql \\copy as ${format === 'csv' ? 'CSV' : 'JSON'}`,
    read: async () => {
      await psql.run(command);
      // psql keeps to itself how many rows it wrote.
      return 1;
    },
  };
}
