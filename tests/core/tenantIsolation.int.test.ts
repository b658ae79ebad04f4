import fc from 'fast-check';
import { ConfigurationError } from '../../nodes/core/errors';
import { quoteSchema } from '../../nodes/core/postgres/identifiers';
import type { ReadParts } from '../../nodes/core/readTransaction';
import { systemClock } from '../../nodes/core/systemClock';
import { EVERY_READ, readEverything } from '../support/everyRead';
import { ONE_OF_EACH, TenantWorld, WAYS, type WorldEvent } from '../support/tenantWorld';
import { createTestDatabase, type TestDatabase } from '../support/testDatabase';

let crowded: TestDatabase;
let alone: TestDatabase;
beforeAll(async () => {
  [crowded, alone] = await Promise.all([createTestDatabase(), createTestDatabase()]);
});
afterAll(() => Promise.all([crowded.drop(), alone.drop()]));

const partsOf = ({ pool }: TestDatabase): ReadParts => ({
  ...{ pool, schema: quoteSchema('public'), clock: systemClock },
});

/** Texts that mean something to LIKE, SQL, CSV or the query language, and look much alike. */
const NAMES = ['clinic', 'Clinic', 'clinic%', '%', '_linic', "clinic'", 'clinic,b', 'clinic\\'];

const event: fc.Arbitrary<WorldEvent> = fc.record({
  way: fc.constantFrom(...WAYS),
  type: fc.constantFrom('MESSAGE_SENT', 'INBOUND_REPLY', 'NOTE_ADDED'),
  minute: fc.integer({ min: 0, max: 9 }),
});

const tenants = fc.array(
  fc.record({ name: fc.constantFrom(...NAMES), events: fc.array(event, { maxLength: 12 }) }),
  { minLength: 2, maxLength: 4 },
);

let worlds = 0;

it('every operation shows a tenant exactly what it would show if there were no others', async () => {
  await fc.assert(
    fc.asyncProperty(tenants, async (all) => {
      const name = `w${++worlds}`;
      const names = all.map((tenant, at) => `${tenant.name} ${name}${at === 0 ? '' : at}`);
      const events = all.map((tenant) => [...ONE_OF_EACH, ...tenant.events]);
      const world = new TenantWorld(name, names, events);
      await world.store(crowded);
      await world.store(alone, 0);

      const shown = await readEverything(world.question(0), partsOf(crowded));

      expect(shown).toEqual(await readEverything(world.question(0), partsOf(alone)));
      expect(Object.values(shown).filter(({ count }) => count === 0)).toEqual([]);
      const marks = names.map((_, at) => world.mark(at));
      const seen = marks.filter((mark) => JSON.stringify(shown).includes(mark));
      expect(seen).toEqual([world.mark(0)]);
    }),
    { numRuns: 4 },
  );
});

describe('a tenant that tries to see more', () => {
  const world = new TenantWorld('escape', ['mine', 'theirs'], [ONE_OF_EACH, ONE_OF_EACH]);
  beforeAll(() => world.store(crowded));

  /** For the query language, for SQL, and for LIKE, lists and tsquery. */
  const IN_QUERY = [
    ...['tenant:theirs', 'tenant:"theirs"', '"tenant:theirs"', 'tenant:mine,theirs', 'tenant:*'],
    ...[
      'tenant:mine tenant:theirs',
      'wordescape or tenant:theirs',
      '-tenant:mine',
      'TENANT:theirs',
    ],
    ...["*' | '*", 'a:* | !b', '" or "', '-x', `lead:${world.mark(1)}`, world.mark(1)],
  ];
  const ANYWHERE = [
    ...["' or true --", "x') or true --", "\\' or true --", "']) or true --", '$1', '%', '*'],
    ...["'; commit; delete from leads; --", 'theirs', '{theirs}', world.mark(1)],
  ];
  const TENANTS = [
    ...['mine,theirs', "mine' or tenant_id = 'theirs", 'mine" or "theirs', "mine', 'theirs"],
    ...['{mine,theirs}', '%', '*', 'mine\ntheirs', 'Mine', '\uff4dine', 'mine theirs'],
  ];
  const READS = EVERY_READ.filter(({ name }) =>
    /lead by any$|of user$|forward|newest|by lead$|^Get$|^Summarize$|csv$|panel$/.test(name),
  );

  it.each(READS.map((read) => [read.name, read] as const))('does not: %s', async (_, read) => {
    const own = world.question(0);
    const asked = [
      ...IN_QUERY.flatMap((text) => [...withEachText(read.ask(own), text, isQuery)]),
      ...ANYWHERE.flatMap((text) => [...withEachText(read.ask(own), text, isOther)]),
      ...TENANTS.flatMap((text) => [...withEachText(read.ask(own), text, isTenant)]),
    ];
    for (const request of asked) {
      const shown = await read.run(request, partsOf(crowded)).catch(asRefusal);
      if (JSON.stringify(shown).includes(world.mark(1))) throw new Error(JSON.stringify(request));
    }
    expect((await read.run(read.ask(own), partsOf(crowded))).count).toBeGreaterThan(0);
  });

  it('finds nothing by the ids and references of the others', async () => {
    const theirs = world.question(1);
    const mark = world.mark(1);
    const email = `${mark}@escape.example`;
    const stolen = { ...theirs, tenant: 'mine', airtableId: 'recescape1', email, name: mark };
    const shown = await readEverything(stolen, partsOf(crowded));
    const text = JSON.stringify(Object.values(shown).map(({ all }) => all));
    expect([text.includes(mark), text.includes(stolen.leadId)]).toEqual([false, false]);
    expect(text).toContain(world.mark(0));
  });
});

/** What is no refusal in our words is no defence. */
function asRefusal(error: unknown): null {
  if (error instanceof ConfigurationError) return null;
  throw error;
}

const isQuery = (key: string): boolean => key === 'query' || key === 'text';
const isTenant = (key: string): boolean => /^tenants?$/.test(key);
/** Of these the panel offers a few and no others. */
const CLOSED = /^(kind|by|sortBy|direction|total|format)$/;
const isOther = (key: string): boolean => !isQuery(key) && !isTenant(key) && !CLOSED.test(key);

/** Requests in each of which one text of those wanted is another. */
function* withEachText(
  request: object,
  text: string,
  isWanted: (key: string) => boolean,
): Generator<object> {
  for (const [key, value] of Object.entries(request) as [string, unknown][]) {
    if (Array.isArray(value)) {
      if (isWanted(key)) yield { ...request, [key]: [text] };
    } else if (typeof value === 'object' && value !== null) {
      for (const inner of withEachText(value, text, isWanted)) yield { ...request, [key]: inner };
    } else if (typeof value !== 'number' && isWanted(key)) {
      yield { ...request, [key]: text };
    }
  }
}
