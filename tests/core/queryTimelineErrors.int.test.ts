import { randomBytes } from 'node:crypto';
import { freePort } from '../../stand/freePort';
import {
  type ActivityLogError,
  ConfigurationError,
  MigrationNeededError,
  TargetUnavailableError,
} from '../../nodes/core/errors';
import type { ConnectionConfig } from '../../nodes/core/postgres/connectionConfig';
import { quoteSchema } from '../../nodes/core/postgres/identifiers';
import { openPool } from '../../nodes/core/postgres/pool';
import { queryTimeline } from '../../nodes/core/queryTimeline';
import { systemClock } from '../../nodes/core/systemClock';
import { silentLogger } from '../support/silentLogger';
import {
  createEmptyDatabase,
  createTestDatabase,
  type TestDatabase,
} from '../support/testDatabase';
import { requestFor } from '../support/requestFor';
import { smsAt, storeEvents, storeLead } from '../support/storeEvents';

const LEAD = { kind: 'lead', by: 'any', value: 'secret.person@errors.example' } as const;

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());

/** The error of a read, which holds neither the lead nor the password. */
async function failureOf(
  config: ConnectionConfig,
  schema = 'public',
  request = requestFor(LEAD),
): Promise<ActivityLogError> {
  const pool = openPool(config, silentLogger);
  try {
    await queryTimeline(request, { pool, schema: quoteSchema(schema), clock: systemClock });
  } catch (error) {
    const failure = error as ActivityLogError;
    const words = [failure.message, failure.detail, failure.hint].join(' ');
    expect(words).not.toContain(LEAD.value);
    expect(words).not.toContain(config.password);
    expect(failure.hint).toBeTruthy();
    return failure;
  } finally {
    await pool.end();
  }
  throw new Error('The timeline was read.');
}

describe('a timeline that cannot be read', () => {
  it('says which tables are missing in a database that is not set up, and both cures', async () => {
    const empty = await createEmptyDatabase();
    try {
      const failure = await failureOf(empty.config);
      expect(failure).toBeInstanceOf(MigrationNeededError);
      expect(failure.message).toBe(
        'The tables public.lead_activity_log, public.leads, public.activity_event_type do not exist.',
      );
      expect(failure.hint).toContain('"Set Up Database"');
      expect(failure.hint).toContain('migrations/*.sql');
    } finally {
      await empty.drop();
    }
  });

  it('names the one table that is missing beside an existing leads', async () => {
    const half = await createTestDatabase();
    try {
      await half.query('drop table lead_activity_log cascade');
      const failure = await failureOf(half.config);
      expect(failure.message).toBe('The table public.lead_activity_log does not exist.');
    } finally {
      await half.drop();
    }
  });

  it('names a schema that is missing', async () => {
    const failure = await failureOf(db.config, 'Elsewhere "2"');
    expect(failure).toBeInstanceOf(MigrationNeededError);
    expect(failure.message).toBe('The schema Elsewhere "2" does not exist in this database.');
    expect(failure.hint).toContain('Options: Schema');
  });

  it('points to the credential when the password is wrong', async () => {
    const failure = await failureOf({ ...db.config, password: 'wrong-secret' });
    expect(failure).toBeInstanceOf(ConfigurationError);
    expect(failure.hint).toContain('Password');
    expect(failure.hint).not.toContain('replay');
  });

  it('points to the credential when the database does not exist', async () => {
    const failure = await failureOf({ ...db.config, database: 'nowhere' });
    expect(failure).toBeInstanceOf(ConfigurationError);
    expect(failure.hint).toContain('Database');
  });

  it('asks to try again when nothing listens', async () => {
    const failure = await failureOf({ ...db.config, port: await freePort() });
    expect(failure).toBeInstanceOf(TargetUnavailableError);
    expect(failure.message).toBe('PostgreSQL refuses connections.');
  });

  it('says that a statement took too long, and how to make it shorter', async () => {
    const locker = await db.pool.connect();
    try {
      await locker.query('begin');
      await locker.query('lock table lead_activity_log in access exclusive mode');
      const failure = await failureOf(db.config, 'public', {
        ...requestFor(LEAD),
        statementTimeout: 200,
      });
      expect(failure).toBeInstanceOf(TargetUnavailableError);
      expect(failure).toMatchObject({ code: '57014' });
      expect(failure.hint).toContain('Statement Timeout');
    } finally {
      await locker.query('rollback');
      locker.release();
    }
  });

  it('says so when the role may not read', async () => {
    const role = await makeRole();
    const failure = await failureOf({ ...db.config, ...role });
    expect(failure).toBeInstanceOf(ConfigurationError);
    expect(failure).toMatchObject({ code: '42501' });
    expect(failure.hint).toContain('grants.sql');
  });
});

describe('a role that may only read', () => {
  it('reads a timeline in a session that refuses every write', async () => {
    const role = await makeRole();
    await db.query(`grant usage on schema public to ${role.user}`);
    await db.query(`grant select on lead_activity_log, leads, activity_event_type to ${role.user}`);
    await db.query(`alter role ${role.user} set default_transaction_read_only = on`);
    const id = await storeLead(db, { email: 'reader@errors.example' });
    const stored = smsAt('2026-01-05T10:00:00Z', { lead_id: id });
    await storeEvents(db, [stored]);
    const pool = openPool({ ...db.config, ...role }, silentLogger);
    try {
      const request = requestFor({ kind: 'lead', by: 'id', value: id });
      const parts = { pool, schema: quoteSchema('public'), clock: systemClock };
      const page = await queryTimeline(request, parts);
      expect(page.events.map((event) => event.id)).toEqual([stored.id]);
    } finally {
      await pool.end();
    }
  });
});

/** A role of this test alone; roles belong to the server, so they go with its last test. */
async function makeRole(): Promise<{ user: string; password: string }> {
  const user = `reader_${randomBytes(6).toString('hex')}`;
  const password = randomBytes(12).toString('hex');
  await db.query(`create role ${user} login password '${password}'`);
  return { user, password };
}
