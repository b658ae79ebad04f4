import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { quoteSchema } from '../../nodes/core/postgres/identifiers';
import { setUpDatabase } from '../../nodes/core/setUpDatabase';
import { systemClock } from '../../nodes/core/systemClock';
import { dumpSchema } from '../../scripts/generate/dumpSchema';
import { readEverything } from '../support/everyRead';
import {
  findInstalledPostgres,
  type InstalledServer,
  startInstalledPostgres,
} from '../support/installedPostgres';
import { sinkOf, wideLimits } from '../support/sinkStage';
import { ONE_OF_EACH, TenantWorld } from '../support/tenantWorld';
import {
  createEmptyDatabase,
  createTestDatabase,
  type TestDatabase,
} from '../support/testDatabase';
import { keyedEvent } from '../support/writableEvents';

const PROGRAMS = findInstalledPostgres();
const maybe = PROGRAMS === undefined ? test.skip : test;
const setUp = { schema: 'public', clock: systemClock, dryRun: false };

let server: InstalledServer | undefined;
let database: TestDatabase;
/** The same on the embedded server, which is the newest. */
let newest: TestDatabase;
const EMBEDDED_PORT = process.env['ACTIVITY_LOG_TEST_PORT'];

beforeAll(async () => {
  if (PROGRAMS === undefined) return;
  newest = await createTestDatabase();
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
  process.env['ACTIVITY_LOG_TEST_PORT'] = EMBEDDED_PORT;
  await newest.drop();
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

maybe('The oldest installed server writes once (needs a server)', async () => {
  const event = keyedEvent('k', { entityId: 'order-1' });
  const sink = sinkOf(database.pool);

  const [first] = await sink.write([event], wideLimits());
  const [second] = await sink.write([event], wideLimits());

  expect([first?.outcome, second?.outcome]).toEqual(['written', 'duplicate']);
});

maybe(
  'The oldest installed server reads what the embedded one reads (needs a server)',
  async () => {
    const world = new TenantWorld('installed', ['mine', 'theirs'], [ONE_OF_EACH, ONE_OF_EACH]);
    const readFrom = async (db: TestDatabase) => {
      await world.store(db);
      const parts = { pool: db.pool, schema: quoteSchema('public'), clock: systemClock };
      return readEverything(world.question(0), parts);
    };

    const shown = await readFrom(database);

    expect(shown).toEqual(await readFrom(newest));
    expect(Object.values(shown).filter(({ count }) => count === 0)).toEqual([]);
  },
);
