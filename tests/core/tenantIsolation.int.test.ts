import fc from 'fast-check';
import { COUNT_CAP } from '../../nodes/core/timeline/searchRequest';
import { ConfigurationError } from '../../nodes/core/errors';
import { quoteSchema } from '../../nodes/core/postgres/identifiers';
import type { ReadParts } from '../../nodes/core/reading/readTransaction';
import { systemClock } from '../../nodes/core/systemClock';
import type { SearchRequest } from '../../nodes/core/timeline/searchRequest';
import { EVERY_READ, readEverything } from '../support/everyRead';
import { type InPlaceOf, withEachParameter } from '../support/requestLeaves';
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
    { numRuns: 10 },
  );
});

it('shows a tenant its own alone where so many match that a search walks leads or types', async () => {
  const names = ['many mine', 'many theirs'];
  const world = new TenantWorld('many', names, [ONE_OF_EACH, ONE_OF_EACH]);
  await world.store(crowded);
  await crowded.query(
    `insert into lead_activity_log (tenant_id, id, event_type, event_category, lead_id, description,
       source, payload_hash, "timestamp")
     select t.name, activity_id_floor(at), 'NOTE_ADDED', 'MANUAL', l.id, 'by ' || t.name,
       'ui:test', '', at
     from unnest($1::text[]) as t (name)
     cross join generate_series(1, $2) n
     cross join lateral (select timestamptz '2026-02-01' + n * interval '1 second' as at) times
     left join lateral (
       select id from leads where first_name = 'Samemany' order by id offset n % 6 limit 1) l on true`,
    [names, COUNT_CAP],
  );
  for (const { name, ask, run } of EVERY_READ.filter((read) => /^Search by/.test(read.name))) {
    const request = ask(world.question(0)) as SearchRequest;
    const shown = [];
    for (const direction of ['ascending', 'descending'] as const) {
      shown.push(await run({ ...request, direction, limit: 1000 }, partsOf(crowded)));
    }
    const text = JSON.stringify(shown);
    expect([name, text.includes(world.mark(0)), text.includes('by many mine')]).toEqual([
      ...[name, true, true],
    ]);
    expect([name, text.includes(world.mark(1)), text.includes('theirs')]).toEqual([
      ...[name, false, false],
    ]);
  }
});

describe('a tenant that tries to see more', () => {
  const world = new TenantWorld('escape', ['mine', 'theirs'], [ONE_OF_EACH, ONE_OF_EACH]);
  beforeAll(() => world.store(crowded));

  /** For the query language, for SQL, and for LIKE, lists and tsquery. */
  const IN_QUERY = [
    ...['tenant:theirs', 'tenant:"theirs"', '"tenant:theirs"', 'tenant:mine,theirs', 'tenant:*'],
    ...['wordescape or tenant:theirs', '-tenant:mine', 'TENANT:theirs', "*' | '*", 'a:* | !b'],
    ...['-x', `lead:${world.mark(1)}`, world.mark(1)],
  ];
  const ANYWHERE = [
    ...["' or true --", "\\' or true --", "x') or true --", '$1', '%', world.mark(1)],
    "'; commit; delete from leads; --",
  ];
  const TENANTS = [
    ...['mine,theirs', "mine' or tenant_id = 'theirs", 'mine" or "theirs', "mine', 'theirs"],
    ...['{mine,theirs}', '%', '*', 'mine\ntheirs', 'Mine', '\uff4dine', 'mine theirs'],
  ];
  const READS = EVERY_READ.filter(({ name }) =>
    /lead by name$|of user$|newest|by lead$|^Get$|^Summarize$|csv$|panel$/.test(name),
  );

  it.each(READS.map((read) => [read.name, read] as const))('does not: %s', async (_, read) => {
    const own = world.question(0);
    const put = (text: string, where: (parameter: string) => boolean): object[] => [
      ...withEachParameter(read.ask(own), asText(text, where)),
    ];
    const asked = [
      ...IN_QUERY.flatMap((text) => put(text, isQuery)),
      ...ANYWHERE.flatMap((text) => put(text, isOther)),
      ...TENANTS.flatMap((text) => put(text, isTenant)),
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
    const stolen = { ...theirs, tenant: 'mine', airtableId: 'recescape1', name: mark };
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

/** A text in place of each parameter that may be one. */
const asText =
  (text: string, isWanted: (parameter: string) => boolean): InPlaceOf =>
  (parameter, value) => {
    if (!isWanted(parameter) || typeof value === 'number') return [];
    return [Array.isArray(value) ? [text] : text];
  };

const isQuery = (parameter: string): boolean => parameter === 'query' || parameter === 'text';
const isTenant = (parameter: string): boolean => /^tenants?$/.test(parameter);
const isOther = (parameter: string): boolean => !isQuery(parameter) && !isTenant(parameter);
