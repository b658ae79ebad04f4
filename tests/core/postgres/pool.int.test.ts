import { openPool } from '../../../nodes/core/postgres/pool';
import { eventually } from '../../support/eventually';
import { silentLogger } from '../../support/silentLogger';
import { createTestDatabase, type TestDatabase } from '../../support/testDatabase';
import { createTestRole } from '../../support/testRole';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const startingConnections = async () => {
  const [row] = await database.query<{ count: string }>(
    "select count(*) from pg_stat_activity where state = 'starting'",
  );
  return Number(row?.count);
};

/** One that is left over would keep the database from being dropped for a minute. */
const endStartingConnections = () =>
  database.query("select pg_terminate_backend(pid) from pg_stat_activity where state = 'starting'");

describe('a pool', () => {
  it('leaves no connection open at the server when it has no password to give', async () => {
    const before = await startingConnections();
    const pool = openPool({ ...database.config, password: '' }, silentLogger);
    for (let i = 0; i < 3; i++) await expect(pool.connect()).rejects.toThrow('password');
    try {
      await eventually('the server holds no connection', async () => {
        return (await startingConnections()) <= before;
      });
    } finally {
      await endStartingConnections();
      await pool.end();
    }
  });

  it('connects again once the server admits the user', async () => {
    const role = await createTestRole(database);
    await database.query(`alter role ${role.name} nologin`);
    await expect(role.pool.connect()).rejects.toThrow('not permitted to log in');
    await database.query(`alter role ${role.name} login`);
    const client = await role.pool.connect();
    expect((await client.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
    client.release();
    await role.drop();
  });
});
