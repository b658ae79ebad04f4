import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { quoteSchema } from '../../nodes/core/postgres/identifiers';
import { setUpDatabase } from '../../nodes/core/setUpDatabase';
import { queryTimeline } from '../../nodes/core/queryTimeline';
import { systemClock } from '../../nodes/core/systemClock';
import { dumpSchema } from '../../scripts/generate/dumpSchema';
import {
  findInstalledPostgres,
  type InstalledServer,
  startInstalledPostgres,
} from '../support/installedPostgres';
import { requestFor } from '../support/requestFor';
import { sinkOf, wideLimits } from '../support/sinkStage';
import { createEmptyDatabase, type TestDatabase } from '../support/testDatabase';
import { keyedEvent } from '../support/writableEvents';

const PROGRAMS = findInstalledPostgres();
const maybe = PROGRAMS === undefined ? test.skip : test;
const setUp = { schema: 'public', clock: systemClock, dryRun: false };

let server: InstalledServer | undefined;
let database: TestDatabase;

beforeAll(async () => {
  if (PROGRAMS === undefined) return;
  server = await startInstalledPostgres(PROGRAMS);
  // The databases of this file alone: jest gives every file an environment of its own.
  process.env['ACTIVITY_LOG_TEST_PORT'] = String(server.port);
  database = await createEmptyDatabase();
  await setUpDatabase(database.pool, setUp);
});
afterAll(async () => {
  if (server === undefined) return;
  await database.drop();
  await server.stop();
});

maybe('The oldest installed server ends as the snapshot shows (needs a server)', async () => {
  const again = await setUpDatabase(database.pool, setUp);
  const client = await database.pool.connect();
  const dump = await dumpSchema(client, 'public');
  client.release(true);

  const snapshot = readFileSync(join(__dirname, '../../migrations/schema.snapshot.sql'), 'utf8');

  expect(again.migrations.applied).toEqual([]);
  expect(snapshot.endsWith(`\n\n${dump}`)).toBe(true);
});

maybe('The oldest installed server writes once and reads back (needs a server)', async () => {
  const event = keyedEvent('k', { entityId: 'order-1' });
  const sink = sinkOf(database.pool);

  const [first] = await sink.write([event], wideLimits());
  const [second] = await sink.write([event], wideLimits());

  expect([first?.outcome, second?.outcome]).toEqual(['written', 'duplicate']);
  const parts = { pool: database.pool, schema: quoteSchema('public'), clock: systemClock };
  const page = await queryTimeline(requestFor({ kind: 'entity', value: 'order-1' }), parts);
  expect(page.events.map(({ id }) => id)).toEqual([event.id]);
});
