import { randomBytes } from 'node:crypto';
import { openPool, type PostgresPool } from '../../nodes/core/postgres/pool';
import { silentLogger } from './silentLogger';
import type { TestDatabase } from './testDatabase';

/** A role without any attribute, and a pool that logs in as it. */
export interface TestRole {
  readonly name: string;
  readonly pool: PostgresPool;
  readonly connectionString: string;
  drop(): Promise<void>;
}

/** Roles belong to the whole server, so each has a name of its own. */
export async function createTestRole(database: TestDatabase): Promise<TestRole> {
  const name = `role_${randomBytes(6).toString('hex')}`;
  await database.query(`create role ${name} login password '${name}' nosuperuser`);
  const { config } = database;
  const pool = openPool({ ...config, user: name, password: name }, silentLogger);
  return {
    name,
    pool,
    connectionString: `postgres://${name}:${name}@${config.host}:${config.port}/${database.name}`,
    drop: async () => {
      await pool.end();
      await database.query(`drop owned by ${name} cascade`);
      await database.query(`drop role ${name}`);
    },
  };
}
