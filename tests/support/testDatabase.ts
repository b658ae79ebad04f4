import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import type { ConnectionConfig } from '../../nodes/core/postgres/connectionConfig';
import { openPool, type PostgresPool } from '../../nodes/core/postgres/pool';
import { setUpDatabase } from '../../nodes/core/setUpDatabase';
import { systemClock } from '../../nodes/core/systemClock';
import { silentLogger } from './silentLogger';

/** One database of the shared server, for one test file or one test. */
export interface TestDatabase {
  readonly name: string;
  readonly config: ConnectionConfig;
  readonly pool: PostgresPool;
  readonly connectionString: string;
  /** Runs a statement through the pool as the superuser. */
  query<Row = Record<string, unknown>>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  /** Ends the pool and removes the database, whoever is connected. */
  drop(): Promise<void>;
}

const TEMPLATE = 'activity_log_template';
const USER = 'postgres';
const PASSWORD = 'activity-log';

/** A database that is set up: schema public, all migrations, months from 24 back to 12 ahead. */
export function createTestDatabase(): Promise<TestDatabase> {
  return createDatabase(`template ${TEMPLATE}`);
}

/** A database with nothing in it. */
export function createEmptyDatabase(): Promise<TestDatabase> {
  return createDatabase('template template0');
}

/** Made once per run; every test database is a clone of it. */
export async function createTemplateDatabase(): Promise<void> {
  await asAdministrator(`create database ${TEMPLATE}`);
  const pool = openPool(configOf(TEMPLATE), silentLogger);
  try {
    await setUpDatabase(pool, { schema: 'public', clock: systemClock, dryRun: false });
  } finally {
    await pool.end();
  }
}

/** How to reach a database of the shared server. */
export function configOf(database: string): ConnectionConfig {
  const port = Number(process.env['ACTIVITY_LOG_TEST_PORT']);
  if (!(port > 0)) throw new Error('The shared server is not running: start tests with jest.');
  const address = { host: '127.0.0.1', port, database, user: USER, password: PASSWORD };
  return { ...address, maxConnections: 10, ssl: false };
}

async function createDatabase(origin: string): Promise<TestDatabase> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  await asAdministrator(`create database ${name} ${origin}`);
  const config = configOf(name);
  const pool = openPool(config, silentLogger);
  return {
    name,
    config,
    pool,
    connectionString: `postgres://${USER}:${PASSWORD}@${config.host}:${config.port}/${name}`,
    query: (text, values) => queryOnce(pool, text, values),
    drop: async () => {
      await pool.end();
      await asAdministrator(`drop database if exists ${name} with (force)`);
    },
  };
}

async function queryOnce<Row>(
  pool: PostgresPool,
  text: string,
  values?: readonly unknown[],
): Promise<Row[]> {
  const client = await pool.connect();
  try {
    return (await client.query(text, values)).rows as Row[];
  } finally {
    client.release();
  }
}

async function asAdministrator(statement: string): Promise<void> {
  const client = new Client(configOf('postgres'));
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
