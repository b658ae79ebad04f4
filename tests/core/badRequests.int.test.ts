import { ConfigurationError } from '../../nodes/core/errors';
import { quoteSchema } from '../../nodes/core/postgres/identifiers';
import { isSqlState } from '../../nodes/core/postgres/sqlState';
import { systemClock } from '../../nodes/core/systemClock';
import { EVERY_READ } from '../support/everyRead';
import { type InPlaceOf, withEachParameter } from '../support/requestLeaves';
import { ONE_OF_EACH, TenantWorld } from '../support/tenantWorld';
import { createTestDatabase, type TestDatabase } from '../support/testDatabase';

const world = new TenantWorld('bad', ['mine', 'theirs'], [ONE_OF_EACH, ONE_OF_EACH]);

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
  await world.store(database);
});
afterAll(() => database.drop());

/** In every bad text, so that it can be looked for in what is said of it. */
const SECRET = 'Geheim7';
const LONG = 100_000;

const BROKEN = [
  `${SECRET}\0`,
  `${SECRET}\ud800`,
  `\udfff ${SECRET}`,
  SECRET.padEnd(LONG, 'x'),
  `${SECRET} `.repeat(LONG / 8),
];
const TEXTS = [
  ...BROKEN,
  `"${SECRET}:(`,
  `type:${SECRET}`,
  '',
  ...['0000-01-01', '0001-01-01', '9999-12-31', '9999-12-31T23:59:59.999-14:00', '-infinity'],
  ...['after:0001-01-01 before:9999-12-31', 'on:0001-01-01', 'on:9999-12-31', 'before:1969-01-01'],
];
const NUMBERS = [Number.NaN, Infinity, -Infinity, -1, 0, 0.5, 2 ** 31, 2 ** 53, 1e300];
const LISTS = [
  [],
  ...BROKEN.map((text) => [text]),
  Array.from({ length: 10_000 }, (_, at) => `${SECRET}${at}`),
];

const bad: InPlaceOf = (_, value) => {
  if (typeof value === 'number') return NUMBERS;
  return Array.isArray(value) ? LISTS : TEXTS;
};

/** Names of types and categories are controlled ones, and an unknown one is shown. */
const SHOWS_NAME = /^unknown_(event_type|category)$/;

/** Null when it is answered or refused as it should be. */
async function complaintOf(run: () => Promise<unknown>): Promise<unknown> {
  try {
    await run();
    return null;
  } catch (error) {
    if (!(error instanceof ConfigurationError)) return error;
    const words = [error.message, error.detail, error.hint].join(' ');
    if (isSqlState(error.code ?? '')) return error;
    return words.includes(SECRET) && !SHOWS_NAME.test(error.code ?? '') ? words : null;
  }
}

/** Those whose request or whose use of it differs from the others'. */
const READS = EVERY_READ.filter(({ name }) =>
  /lead by (name|id)$|of user$|forward|newest|by lead$|^Get$|^Summarize$|csv$|panel$/.test(name),
);

it.each(READS.map((read) => [read.name, read] as const))(
  'a bad parameter is refused in words, or asks for something: %s',
  async (_, { ask, run }) => {
    const parts = { pool: database.pool, schema: quoteSchema('public'), clock: systemClock };
    for (const request of withEachParameter(ask(world.question(0)), bad)) {
      const complaint = await complaintOf(() => run(request, parts));
      if (complaint !== null) {
        throw new Error(JSON.stringify(request).slice(0, 600), { cause: complaint });
      }
    }
  },
);
