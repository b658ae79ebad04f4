import { EMBEDDED_MIGRATIONS } from '../../nodes/core/postgres/embeddedMigrations';
import { keepMonths } from '../../nodes/core/postgres/keepMonths';
import { migrationScript } from '../../nodes/core/postgres/migrationFile';
import type { PostgresPool } from '../../nodes/core/postgres/pool';
import { queueHealth, type QueueHealth } from '../../nodes/core/queueHealth';
import { rememberRun } from '../../nodes/core/rememberRun';
import type { RetryStore } from '../../nodes/core/retryQueue/retryStore';
import { systemClock } from '../../nodes/core/systemClock';
import { logCategory } from '../support/healthStage';
import { insertEvent, registerTestEventType } from '../support/insertEvent';
import { target } from '../support/queueEntries';
import { replayRun } from '../support/replayRuns';
import { silentLogger } from '../support/silentLogger';
import {
  createEmptyDatabase,
  createTestDatabase,
  type TestDatabase,
} from '../support/testDatabase';
import { createTestRole } from '../support/testRole';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const NEWEST = Math.max(...EMBEDDED_MIGRATIONS.map(({ version }) => version));

let database: TestDatabase;
afterEach(() => database.drop());

interface Asked {
  readonly now?: Date;
  readonly pool?: PostgresPool;
  readonly stores?: readonly RetryStore[];
}

function healthOf({ now, pool = database.pool, stores = [] }: Asked = {}): Promise<QueueHealth> {
  const clock = { ...systemClock, ...(now && { now: () => now }) };
  return queueHealth({ target }, { stores, pool, clock });
}

const before = (now: Date, milliseconds: number) => new Date(now.getTime() - milliseconds);

describe('the health of a target that is set up', () => {
  beforeEach(async () => {
    database = await createTestDatabase();
    await registerTestEventType(database);
  });

  it('is well when it is fresh, and calls for nothing', async () => {
    const health = await healthOf();
    expect(health).toMatchObject({
      target,
      ...{ pending: 0, claimed: 0, parked: 0, oldestAgeSeconds: null, notices: [] },
      ...{ depth: [], incidents: [], otherTargets: [], lastRun: null, spool: null },
      database: { reachable: true, takesEvents: true, cause: null, cure: null, inRecovery: false },
      schema: { version: NEWEST, needed: NEWEST, state: 'upToDate', cure: null },
      months: { ahead: 12, catchAllRows: 0, isCapped: false },
      coverage: { categories: [], silent: [], isComplete: true },
    });
    const [server] = await database.query('show server_version');
    expect(server).toEqual({ server_version: health.database.serverVersion });
    expect(JSON.parse(JSON.stringify(health))).toEqual(health);
  });

  it('counts the events of every category in the last hour and day, over all tenants', async () => {
    const now = new Date();
    await logCategory(database, 'SMS', [
      { at: before(now, 60_000) },
      { at: before(now, 2 * 60_000), tenant: 'acme' },
      { at: before(now, 2 * HOUR_MS), tenant: 'acme' },
      { at: before(now, 23 * HOUR_MS), tenant: 'zeta' },
    ]);
    await logCategory(database, 'EMAIL', [{ at: before(now, 5 * HOUR_MS), tenant: 'beta' }]);
    const { coverage } = await healthOf({ now });
    expect(coverage?.categories).toEqual([
      { category: 'EMAIL', lastHour: 0, lastDay: 1, isCapped: false, isSilent: false },
      { category: 'SMS', lastHour: 2, lastDay: 4, isCapped: false, isSilent: false },
    ]);
  });

  it('counts from the hour and the day on to the millisecond, and nothing after the present', async () => {
    const now = new Date();
    await logCategory(database, 'SMS', [
      { at: now },
      { at: before(now, HOUR_MS) },
      { at: before(now, HOUR_MS + 1) },
      { at: before(now, DAY_MS) },
      { at: before(now, DAY_MS + 1) },
      { at: before(now, -1) },
    ]);
    const { coverage } = await healthOf({ now });
    expect(coverage?.categories).toMatchObject([{ lastHour: 2, lastDay: 4 }]);
  });

  it('names a category that had events in the week before and none in the last day', async () => {
    const now = new Date();
    await logCategory(database, 'LIVELY', [{ at: before(now, HOUR_MS) }]);
    await logCategory(database, 'SILENT', [{ at: before(now, DAY_MS + 1) }]);
    await logCategory(database, 'ALSO_SILENT', [{ at: before(now, 8 * DAY_MS), tenant: 'acme' }]);
    await logCategory(database, 'FORGOTTEN', [{ at: before(now, 8 * DAY_MS + 1) }]);
    const { coverage, notices } = await healthOf({ now });
    expect(coverage?.silent).toEqual(['ALSO_SILENT', 'SILENT']);
    expect(coverage?.categories.map(({ category }) => category)).toEqual([
      ...['ALSO_SILENT', 'LIVELY', 'SILENT'],
    ]);
    expect(notices).toEqual([expect.stringContaining('ALSO_SILENT, SILENT')]);
  });

  it('does not call a category silent that one of the tenants still logs', async () => {
    const now = new Date();
    await logCategory(database, 'SMS', [
      { at: before(now, 2 * DAY_MS), tenant: 'acme' },
      { at: before(now, HOUR_MS), tenant: 'zeta' },
    ]);
    expect((await healthOf({ now })).coverage?.silent).toEqual([]);
  });

  it('looks back over the turn of a month', async () => {
    const now = new Date(Date.UTC(new Date().getUTCFullYear(), new Date().getUTCMonth(), 1, 2));
    await logCategory(database, 'SMS', [
      { at: before(now, HOUR_MS / 2) },
      { at: before(now, 12 * HOUR_MS) },
    ]);
    await logCategory(database, 'EMAIL', [{ at: before(now, 3 * DAY_MS) }]);
    const { coverage } = await healthOf({ now });
    expect(coverage?.categories).toMatchObject([
      { category: 'EMAIL', lastDay: 0, isSilent: true },
      { category: 'SMS', lastHour: 1, lastDay: 2 },
    ]);
  });

  it('ends counting at 10,000 events of a category and says so', async () => {
    const now = new Date();
    const at = before(now, 60_000);
    await logCategory(
      database,
      'SMS',
      Array.from({ length: 6000 }, () => ({ at })),
    );
    await logCategory(
      database,
      'SMS',
      Array.from({ length: 6000 }, () => ({ at, tenant: 'b' })),
    );
    expect((await healthOf({ now })).coverage?.categories).toEqual([
      { category: 'SMS', lastHour: 10_000, lastDay: 10_000, isCapped: true, isSilent: false },
    ]);
  });

  it('looks at 1,000 pairs of tenant and category, and admits that there are more', async () => {
    const now = new Date();
    const at = before(now, 60_000);
    const tenants = Array.from({ length: 1000 }, (_, n) => ({ at, tenant: `tenant ${n}` }));
    await logCategory(database, 'SMS', tenants.slice(1));
    expect((await healthOf({ now })).coverage).toMatchObject({ isComplete: true });
    await logCategory(database, 'SMS', [...tenants.slice(0, 1), { at, tenant: 'one more' }]);
    const { coverage, notices } = await healthOf({ now });
    expect(coverage).toMatchObject({ categories: [{ lastDay: 1000 }], isComplete: false });
    expect(notices).toEqual([expect.stringContaining('more tenants')]);
  });

  it('counts months ahead, and calls for Maintain when they run out', async () => {
    const later = (months: number) => {
      const now = new Date();
      return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + months, 1));
    };
    expect(await healthOf({ now: later(10) })).toMatchObject({
      ...{ months: { ahead: 2 }, notices: [] },
    });
    expect(await healthOf({ now: later(11) })).toMatchObject({
      months: { ahead: 1 },
      notices: [expect.stringContaining('"Maintain"')],
    });
    expect((await healthOf({ now: later(30) })).months).toMatchObject({ ahead: 0 });
  });

  it('counts the rows of both catch-alls, and calls for Maintain for those that lie ahead', async () => {
    const now = new Date();
    await insertEvent(database, { at: '2001-01-01T00:00:00.000Z' });
    expect(await healthOf({ now })).toMatchObject({
      ...{ months: { catchAllRows: 1, rowsBefore: 1, rowsAfter: 0 }, notices: [] },
    });
    await insertEvent(database, { at: before(now, -800 * DAY_MS).toISOString() });
    await insertEvent(database, { at: before(now, -900 * DAY_MS).toISOString() });
    expect(await healthOf({ now })).toMatchObject({
      months: { catchAllRows: 3, rowsBefore: 1, rowsAfter: 2, isCapped: false },
      notices: [expect.stringMatching(/^2 event\(s\) lie after the last month/)],
    });
  });

  it('ends counting the rows of a catch-all at 10,000', async () => {
    const at = before(new Date(), -800 * DAY_MS);
    await logCategory(
      database,
      'SMS',
      Array.from({ length: 10_050 }, () => ({ at })),
    );
    expect((await healthOf()).months).toMatchObject({ rowsAfter: 10_000, isCapped: true });
  });

  it('tells of a schema that lacks a migration, and of one that is ahead', async () => {
    await database.query('delete from activity_log_migration where version = $1', [NEWEST]);
    expect(await healthOf()).toMatchObject({
      schema: { version: NEWEST - 1, needed: NEWEST, state: 'older' },
      notices: [expect.stringContaining('"Set Up Database"')],
    });
    await database.query(
      `insert into activity_log_migration (version, name)
       values ($1::int, 'repair'), ($1::int + 1, 'later')`,
      [NEWEST],
    );
    expect(await healthOf()).toMatchObject({
      schema: { version: NEWEST + 1, needed: NEWEST, state: 'newer' },
      notices: [expect.stringContaining('Update n8n-nodes-activity-log')],
    });
  });

  it('shows the last run of the target', async () => {
    const parts = { schema: 'public', target, clock: systemClock, logger: silentLogger };
    await rememberRun(database.pool, parts)(replayRun());
    expect((await healthOf()).lastRun).toEqual(replayRun());
  });

  it('shows what a role without rights on the figures may see, and names each figure it may not', async () => {
    const role = await createTestRole(database);
    try {
      const health = await healthOf({ pool: role.pool });
      expect(health).toMatchObject({
        database: { reachable: true, takesEvents: false },
        ...{ schema: null, coverage: null, lastRun: null, months: null },
      });
      for (const figure of ['The coverage', 'The months', 'The last run', 'The version']) {
        const [notice] = health.notices.filter((words) => words.startsWith(figure));
        expect(notice).toMatch(/rights.*migrations\/grants\.sql/);
      }
    } finally {
      await role.drop();
    }
  });
});

describe('the health of a target that is not quite set up', () => {
  beforeEach(async () => {
    database = await createEmptyDatabase();
  });

  it('says once that nothing is set up, with the cure', async () => {
    expect(await healthOf()).toMatchObject({
      database: { reachable: true, takesEvents: false },
      schema: { version: null, needed: NEWEST, state: 'missing' },
      ...{ months: null, coverage: null, lastRun: null },
      notices: [expect.stringMatching(/lead_activity_log does not exist.*"Set Up Database"/)],
    });
  });

  it('goes on without the table of runs, and says once that a migration is missing', async () => {
    for (const file of EMBEDDED_MIGRATIONS.filter(({ version }) => version < 9)) {
      await database.query(migrationScript(file, 'public'));
    }
    await keepMonths(database.pool, { schema: 'public', clock: systemClock, back: 1, ahead: 3 });
    expect(await healthOf()).toMatchObject({
      schema: { version: 8, needed: NEWEST, state: 'older' },
      ...{ months: { ahead: 3 }, coverage: { isComplete: true }, lastRun: null },
      notices: [expect.stringContaining('lacks migrations')],
    });
  });

  it('knows no month before the first one is created', async () => {
    for (const file of EMBEDDED_MIGRATIONS) await database.query(migrationScript(file, 'public'));
    expect(await healthOf()).toMatchObject({
      months: { first: null, end: null, ahead: 0 },
      notices: [expect.stringContaining('0 month(s)')],
    });
  });
});
