import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findPsql } from '../../support/psql';
import { sameRows, smsItems } from '../benchEvents';
import type { BenchServer } from '../benchServer';
import type { Contender } from '../contender';

const DONE = 'copied';

/**
 * `\copy` of a CSV file in a psql that is already connected, so that starting it costs nothing.
 * @returns undefined where there is no psql
 */
export function psqlCopy(server: BenchServer): Contender | undefined {
  const program = findPsql();
  if (program === undefined) return undefined;
  const psql = spawn(program, ['-X', '-q', '-v', 'ON_ERROR_STOP=1', server.connectionString]);
  const file = join(tmpdir(), `activity-log-bench-${process.pid}.csv`);
  const leads = [...server.leads.keys()];
  return {
    name: 'psql \\copy',
    prepare: async (count) => {
      const rows = sameRows(smsItems(count, leads), server.leads);
      writeFileSync(file, rows.map(csvLine).join('\n'));
      const columns = Object.keys(rows[0] ?? {}).map((column) => `"${column}"`);
      const command = `\\copy lead_activity_log (${columns.join(', ')}) from '${file}' csv`;
      return () => answered(psql, `${command}\n\\echo ${DONE}\n`);
    },
    end: async () => {
      rmSync(file, { force: true });
      const exited = once(psql, 'exit');
      psql.stdin.end();
      await exited;
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

/** @throws Error with what psql wrote to standard error when it ends instead */
async function answered(psql: ChildProcessWithoutNullStreams, commands: string): Promise<void> {
  let refused = '';
  const collect = (chunk: Buffer) => void (refused += chunk.toString());
  psql.stderr.on('data', collect);
  try {
    await new Promise<void>((resolve, reject) => {
      const fail = () => reject(new Error(`psql ended: ${refused}`));
      psql.once('exit', fail);
      const listen = (chunk: Buffer) => {
        if (!chunk.toString().includes(DONE)) return;
        psql.off('exit', fail);
        psql.stdout.off('data', listen);
        resolve();
      };
      psql.stdout.on('data', listen);
      psql.stdin.write(commands);
    });
  } finally {
    psql.stderr.off('data', collect);
  }
}
