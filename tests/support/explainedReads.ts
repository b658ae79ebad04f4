import { Client } from 'pg';
import type { PostgresClient, PostgresPool } from '../../nodes/core/postgres/pool';
import { nodesOf, type PlanNode } from './planNodes';
import type { TestDatabase } from './testDatabase';

/** One connection that keeps the plans of all statements, those inside functions included. */
export interface ExplainedReads {
  readonly pool: PostgresPool;
  /** The plans since the last call that read a table whose name begins like this. */
  take(table: string): PlanNode[];
  close(): Promise<void>;
}

/** Loads the server's auto_explain, which tells every plan as a message to the client. */
export async function openExplainedReads(db: TestDatabase): Promise<ExplainedReads> {
  const client = new Client(db.connectionString);
  const plans: PlanNode[] = [];
  client.on('notice', ({ message }) => {
    const json = /^duration: .* plan:\n([\s\S]*)$/.exec(message ?? '')?.[1];
    if (json !== undefined) plans.push((JSON.parse(json) as { Plan: PlanNode }).Plan);
  });
  await client.connect();
  await client.query(`load 'auto_explain'`);
  const settings = {
    ...{ log_min_duration: '0', log_nested_statements: 'on', log_format: 'json' },
    ...{ log_analyze: 'on', log_timing: 'off', log_level: 'notice' },
  };
  for (const [name, value] of Object.entries(settings)) {
    await client.query(`set auto_explain.${name} to ${value}`);
  }
  const connection: PostgresClient = {
    query: (text, values) => client.query(text, values === undefined ? [] : [...values]),
    release: () => undefined,
  };
  return {
    pool: { connect: () => Promise.resolve(connection), end: () => client.end() },
    take: (table) => {
      const taken = plans.splice(0);
      return taken.filter((plan) =>
        nodesOf(plan).some((node) => node['Relation Name']?.startsWith(table) === true),
      );
    },
    close: () => client.end(),
  };
}
