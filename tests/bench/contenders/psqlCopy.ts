import { rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sameRows, smsItems } from '../benchEvents';
import type { BenchServer } from '../benchServer';
import type { Contender } from '../contender';
import { psqlSession } from './psqlSession';

/**
 * `\copy` of a CSV file.
 * @returns undefined where there is no psql
 */
export function psqlCopy(server: BenchServer): Contender | undefined {
  const psql = psqlSession(server.connectionString);
  if (psql === undefined) return undefined;
  const file = join(tmpdir(), `activity-log-bench-${process.pid}.csv`);
  const leads = [...server.leads.keys()];
  return {
    name: 'psql \\copy',
    prepare: async (count) => {
      const rows = sameRows(smsItems(count, leads), server.leads);
      writeFileSync(file, rows.map(csvLine).join('\n'));
      const columns = Object.keys(rows[0] ?? {}).map((column) => `"${column}"`);
      const command = `\\copy lead_activity_log (${columns.join(', ')}) from '${file}' csv`;
      return () => psql.run(command);
    },
    end: async () => {
      rmSync(file, { force: true });
      await psql.end();
    },
  };
}

function csvLine(row: Record<string, unknown>): string {
  return Object.values(row).map(csvValue).join(',');
}

function csvValue(value: unknown): string {
  if (value === null) return '';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return `"${text.replaceAll('"', '""')}"`;
}
