import { maintainDatabase } from '../../nodes/core/maintainDatabase';
import { setUpDatabase } from '../../nodes/core/setUpDatabase';
import { systemClock } from '../../nodes/core/systemClock';
import { createEmptyDatabase, type TestDatabase } from '../support/testDatabase';
import { createTestRole, type TestRole } from '../support/testRole';

let database: TestDatabase;
let role: TestRole;
beforeEach(async () => {
  database = await createEmptyDatabase();
  role = await createTestRole(database);
});
afterEach(async () => {
  await role.drop();
  await database.drop();
});

test.each(['public', 'My Schema'])(
  'A role with CREATE on the schema %s alone sets up and maintains it',
  async (schema) => {
    await database.query(`create schema if not exists "${schema}"`);
    await database.query(`grant usage, create on schema "${schema}" to ${role.name}`);
    const options = { schema, clock: systemClock, dryRun: false };

    const report = await setUpDatabase(role.pool, options);
    const maintained = await maintainDatabase(role.pool, options);

    expect(report.monthsCreated).toBe(37);
    expect(maintained).toEqual({ monthsCreated: 0, eventsLinked: 0, dedupeKeysExpired: 0 });
    const owners = await database.query(
      `select distinct r.rolname as owner from pg_class c join pg_roles r on r.oid = c.relowner
       where c.relnamespace = to_regnamespace(quote_ident($1))`,
      [schema],
    );
    expect(owners).toEqual([{ owner: role.name }]);
  },
);

test('A role that may not create anything is told so, and what to do', async () => {
  await database.query('revoke create on schema public from public');

  const attempt = setUpDatabase(role.pool, { schema: 'public', clock: systemClock, dryRun: false });

  await expect(attempt).rejects.toMatchObject({
    name: 'ConfigurationError',
    code: '42501',
    message: 'permission denied for schema public',
    hint: expect.stringContaining('CREATE on the schema public'),
  });
});

test('Maintaining a schema that was never set up says which and names both cures', async () => {
  const attempt = maintainDatabase(database.pool, { schema: 'nowhere', clock: systemClock });

  await expect(attempt).rejects.toMatchObject({
    name: 'MigrationNeededError',
    message: expect.stringContaining('The schema nowhere is not set up'),
    hint: expect.stringMatching(/Set Up Database.*psql/),
  });
});
