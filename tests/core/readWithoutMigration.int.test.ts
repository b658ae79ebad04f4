import type { WritableEvent } from '../../nodes/core/activity/activityEvent';
import { MigrationNeededError } from '../../nodes/core/errors';
import { EMBEDDED_MIGRATIONS } from '../../nodes/core/postgres/embeddedMigrations';
import { quoteSchema } from '../../nodes/core/postgres/identifiers';
import { keepMonths } from '../../nodes/core/postgres/keepMonths';
import { migrationScript } from '../../nodes/core/postgres/migrationFile';
import { setUpDatabase } from '../../nodes/core/setUpDatabase';
import { systemClock } from '../../nodes/core/systemClock';
import { EVERY_READ, type Question, readEverything } from '../support/everyRead';
import { makeEnriched } from '../support/makeEvents';
import { sinkOf, wideLimits } from '../support/sinkStage';
import { ONE_OF_EACH, TenantWorld } from '../support/tenantWorld';
import { createEmptyDatabase, type TestDatabase } from '../support/testDatabase';

const world = new TenantWorld('early', ['mine', 'theirs'], [ONE_OF_EACH, ONE_OF_EACH]);
const options = { schema: 'public', clock: systemClock };

let database: TestDatabase;
beforeEach(async () => {
  database = await createEmptyDatabase();
});
afterEach(() => database.drop());

const parts = () => ({ pool: database.pool, schema: quoteSchema('public'), clock: systemClock });

/** The operations that ask for a migration, each with both cures; the others show something. */
async function thoseThatAsk(question: Question): Promise<string[]> {
  const asking: string[] = [];
  for (const { name, ask, run } of EVERY_READ) {
    const answer: unknown = await run(ask(question), parts()).catch((error: unknown) => error);
    if (answer instanceof Error) {
      expect([name, answer]).toEqual([name, expect.any(MigrationNeededError)]);
      const hint = expect.stringMatching(/"Set Up Database".*migrations\/\*\.sql/);
      expect(answer).toMatchObject({ hint });
      asking.push(name);
    } else {
      expect([name, answer]).toEqual([name, { count: expect.any(Number), all: expect.anything() }]);
      expect([name, answer]).not.toEqual([name, expect.objectContaining({ count: 0 })]);
    }
  }
  return asking;
}

it('every operation asks for migrations where there are none', async () => {
  expect(await thoseThatAsk(world.question(0))).toEqual(EVERY_READ.map(({ name }) => name));
});

it('before the migration for reading, Get Timeline asks for it and the rest goes on', async () => {
  const reading = EMBEDDED_MIGRATIONS.findIndex(({ name }) => name === 'reading');
  for (const file of EMBEDDED_MIGRATIONS.slice(0, reading)) {
    await database.query(migrationScript(file, 'public'));
  }
  await keepMonths(database.pool, { ...options, back: 24, ahead: 12 });
  await world.store(database);

  const timelines = EVERY_READ.map(({ name }) => name).filter((name) => /^Get Tim/.test(name));
  expect(await thoseThatAsk(world.question(0))).toEqual(timelines);

  const event = makeEnriched({ leadEmail: 'early@early.example' }) as WritableEvent;
  const receipts = await sinkOf(database.pool).write([event], wideLimits());
  expect(receipts).toEqual([expect.objectContaining({ eventId: event.id })]);

  await setUpDatabase(database.pool, { ...options, dryRun: false });
  const shown = await readEverything(world.question(0), parts());
  expect(Object.values(shown).filter(({ count }) => count === 0)).toEqual([]);
});
