import { join } from 'node:path';
import { queueHealth } from '../../nodes/core/queueHealth';
import { rememberRun } from '../../nodes/core/rememberRun';
import { systemClock } from '../../nodes/core/systemClock';
import { logCategory } from '../support/healthStage';
import { registerTestEventType } from '../support/insertEvent';
import { findPsql, runPsql } from '../support/psql';
import { target } from '../support/queueEntries';
import { replayRun } from '../support/replayRuns';
import { silentLogger } from '../support/silentLogger';
import { createTestDatabase } from '../support/testDatabase';
import { createTestRole } from '../support/testRole';

const GRANTS = join(__dirname, '../../migrations/grants.sql');
const maybe = findPsql() === undefined ? test.skip : test;

maybe('An operator remembers runs and sees all figures of a status (needs psql)', async () => {
  const database = await createTestDatabase();
  const writer = await createTestRole(database);
  const reader = await createTestRole(database);
  const operator = await createTestRole(database);
  const names = Object.entries({ writer, reader, operator }).flatMap(([role, { name }]) => [
    ...['-v', `${role}=${name}`],
  ]);
  try {
    runPsql(database.connectionString, [...names, '-f', GRANTS]);
    await registerTestEventType(database);
    const now = systemClock.now();
    await logCategory(database, 'SMS', [{ at: now }, { at: now, tenant: 'acme' }]);
    const parts = { schema: 'public', target, clock: systemClock, logger: silentLogger };
    for (let number = 0; number < 102; number += 1) {
      await rememberRun(operator.pool, parts)(replayRun(number));
    }
    const clock = { ...systemClock, now: () => now };
    expect(await queueHealth({ target }, { stores: [], pool: operator.pool, clock })).toMatchObject(
      {
        ...{ notices: [], lastRun: replayRun(101), schema: { state: 'upToDate' } },
        database: { takesEvents: true },
        ...{ months: { ahead: 12 }, coverage: { categories: [{ category: 'SMS', lastDay: 2 }] } },
      },
    );
    expect(await database.query('select from activity_replay_run')).toHaveLength(100);
  } finally {
    for (const role of [operator, writer, reader]) await role.drop();
    await database.drop();
  }
});
