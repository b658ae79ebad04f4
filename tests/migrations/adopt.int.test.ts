import { migrate } from '../../nodes/core/postgres/migrate';
import { systemClock } from '../../nodes/core/systemClock';
import { createEmptyDatabase, type TestDatabase } from '../support/testDatabase';
import { createTestRole } from '../support/testRole';

let database: TestDatabase;
beforeEach(async () => {
  database = await createEmptyDatabase();
});
afterEach(() => database.drop());

const options = { schema: 'public', clock: systemClock, dryRun: false };

async function columnsOf(table: string): Promise<Record<string, string>> {
  const rows = await database.query<{ name: string; type: string }>(
    `select attname as name, format_type(atttypid, atttypmod) || case when attnotnull then ' not null'
       else '' end as type
     from pg_attribute where attrelid = $1::regclass and attnum > 0 and not attisdropped`,
    [table],
  );
  return Object.fromEntries(rows.map(({ name, type }) => [name, type]));
}

test('A table of leads that is there keeps its rows and columns and gets the missing ones', async () => {
  await database.query(
    `create type lead_status as enum ('New', 'Booked');
     create table leads (id uuid primary key, email varchar(255) not null, status lead_status,
       airtable_record_id varchar(255) not null unique, score integer);
     insert into leads values (gen_random_uuid(), ' Ann@Example.com', 'New', 'recA', 7)`,
  );

  await migrate(database.pool, options);

  expect(await columnsOf('leads')).toEqual({
    id: 'uuid not null',
    email: 'character varying(255) not null',
    status: 'lead_status',
    airtable_record_id: 'character varying(255) not null',
    score: 'integer',
    tenant_id: 'text',
    first_name: 'text',
    last_name: 'text',
    phone: 'text',
    last_activity_at: 'timestamp with time zone',
  });
  expect(await database.query('select email, score from leads')).toEqual([
    { email: ' Ann@Example.com', score: 7 },
  ]);
});

test('A table of leads without Airtable ids gets a unique column for them', async () => {
  await database.query('create table leads (id uuid unique not null)');

  await migrate(database.pool, options);

  await database.query(
    `insert into leads (id, airtable_record_id) values (gen_random_uuid(), 'recA')`,
  );
  await expect(
    database.query(`insert into leads (id, airtable_record_id) values (gen_random_uuid(), 'recA')`),
  ).rejects.toMatchObject({ code: '23505' });
});

test.each([
  ['create view leads as select 1 as id', 'The relation leads does not fit: it is not a table.'],
  [
    'create table leads (id serial primary key)',
    'The table leads does not fit: it has no column id of type uuid.',
  ],
  [
    'create table leads (id uuid)',
    'The table leads does not fit: its column id is neither primary key nor unique.',
  ],
  [
    'create table leads (id uuid primary key, email integer)',
    'The table leads does not fit: its column email is of type integer, not text.',
  ],
  [
    'create table leads (id uuid primary key, last_activity_at timestamp(3))',
    'The table leads does not fit: its column last_activity_at is of type timestamp(3) without time zone, not timestamptz.',
  ],
  [
    'create table leads (id uuid primary key, airtable_record_id text)',
    'The table leads does not fit: its column airtable_record_id is not unique.',
  ],
  [
    'create table users (id integer primary key)',
    'The table users does not fit: it has no column id of type uuid.',
  ],
])('A directory table that does not fit is refused in words: %s', async (existing, message) => {
  await database.query(existing);

  await expect(migrate(database.pool, options)).rejects.toMatchObject({
    name: 'ConfigurationError',
    message,
    hint: expect.stringMatching(/^(Run:|Change the table)/),
  });
  expect(await database.query(`select to_regclass('activity_log_migration') as ledger`)).toEqual([
    { ledger: null },
  ]);
});

test('Leads of another owner are adopted once that owner has granted what is needed', async () => {
  const role = await createTestRole(database);
  await database.query(
    `create table leads (id uuid primary key, tenant_id text, airtable_record_id text unique,
       first_name text, last_name text, email text, phone text, status text,
       last_activity_at timestamptz);
     grant create on schema public to ${role.name}`,
  );

  await expect(migrate(role.pool, options)).rejects.toMatchObject({
    name: 'ConfigurationError',
    message: `The role ${role.name} may not refer to the table leads.`,
    hint: `Run: grant select, references on leads to ${role.name};`,
  });
  await database.query(`grant select, update, references on leads to ${role.name}`);
  await migrate(role.pool, options);

  expect(await columnsOf('lead_activity_log')).toHaveProperty('lead_id', 'uuid');
  await role.drop();
});
