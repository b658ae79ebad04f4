import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { quoteSchema } from '../../nodes/core/postgres/identifiers';
import { queueHealth } from '../../nodes/core/queueHealth';
import { QueueTableStore } from '../../nodes/core/retryQueue/queueTableStore';
import { SpoolStore } from '../../nodes/core/spool/spoolStore';
import { systemSpoolFiles } from '../../nodes/core/spool/systemSpoolFiles';
import { systemClock, systemRandom } from '../../nodes/core/systemClock';
import { failure, queueEntry, target } from '../support/queueEntries';
import { silentLogger } from '../support/silentLogger';
import { createTestDatabase, type TestDatabase } from '../support/testDatabase';

const folder = mkdtempSync(join(tmpdir(), 'activity-log-health-'));
let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await database.drop();
});

const other = { ...target, credentialId: 'cred-2' };
const refused = failure({ code: '22003', lane: 'payload', message: 'Too large.', hint: 'Less.' });

it('a status brings together what the queue table and the spool keep', async () => {
  const world = { clock: systemClock, random: systemRandom, logger: silentLogger };
  const { pool } = database;
  const table = new QueueTableStore({
    ...world,
    ...{ pool, schema: quoteSchema('public'), worker: 'host-1/1' },
  });
  const place = { folder, host: 'host-1', pid: 1 };
  const spool = new SpoolStore({ ...world, ...place, files: systemSpoolFiles });
  const soon = () => systemClock.elapsed() + 5000;
  const failedAt = new Date('2026-03-01T06:00:00.000Z');
  await table.put([queueEntry(1), queueEntry(2), queueEntry(3, { failure: refused })], soon());
  await table.put([queueEntry(4, { target: other })], soon());
  await spool.put([queueEntry(5, { failedAt }), queueEntry(6, { failure: refused })], soon());
  await spool.put([queueEntry(7, { target: other }), queueEntry(8, { target: other })], soon());
  const now = systemClock.now();

  const health = await queueHealth(
    { target },
    { stores: [table, spool], pool, clock: { ...systemClock, now: () => now } },
  );

  expect(health).toMatchObject({
    ...{ pending: 3, claimed: 0, parked: 2, unreachable: [] },
    depth: [
      { state: 'parked', lane: 'payload', count: 2 },
      { state: 'pending', lane: 'transient', count: 3 },
    ],
    oldestFailedAt: failedAt.toISOString(),
    oldestAgeSeconds: Math.round((now.getTime() - failedAt.getTime()) / 1000),
    incidents: [
      { code: 'ECONNREFUSED', pending: 3, parked: 0, stores: ['queueTable', 'spool'] },
      { code: '22003', hint: 'Less.', pending: 0, parked: 2, stores: ['queueTable', 'spool'] },
    ],
    spool: { hosts: ['host-1'], folder: expect.stringContaining(folder) },
    otherTargets: [
      { store: 'queueTable', target: other, waiting: 1 },
      { store: 'spool', target: other, waiting: 2 },
    ],
    notices: [expect.stringMatching(/^3 entries .* another credential ID .*Another Target/)],
  });
  expect(health.spool?.count).toBeGreaterThan(0);
  expect(JSON.parse(JSON.stringify(health))).toEqual(health);
});
