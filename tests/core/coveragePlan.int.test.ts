import { coverage } from '../../nodes/core/logHealth';
import { quoteSchema } from '../../nodes/core/postgres/identifiers';
import { systemClock } from '../../nodes/core/systemClock';
import { explainingPool } from '../support/explainingPool';
import { registerTestEventType, TEST_EVENT_TYPE } from '../support/insertEvent';
import { isOfLog, nodesOf, type PlanNode, rowsRead } from '../support/planNodes';
import { createTestDatabase, type TestDatabase } from '../support/testDatabase';
import { vacuumLog } from '../support/vacuumLog';

const CATEGORIES = 4;
const TENANTS = 5;
/** The middle of the present month: the seven days before begin in it, too. */
const NOW = new Date(Date.UTC(new Date().getUTCFullYear(), new Date().getUTCMonth(), 15));

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
  await registerTestEventType(database);
  await insertEvents(20_000, 'months => -1', 90);
  await insertEvents(22_464, 'days => -13', 50);
  await vacuumLog(database);
});
afterAll(() => database.drop());

/** Events of all tenants and categories, some seconds apart, from a distance to NOW on. */
function insertEvents(count: number, distance: string, seconds: number): Promise<unknown> {
  return database.query(
    `insert into lead_activity_log (tenant_id, id, event_type, event_category, description, source,
       payload_hash, "timestamp")
     select 'tenant ' || n % ${TENANTS},
       (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '8000'
         || '8' || lpad(to_hex(n), 15, '0'))::uuid,
       $1, 'CATEGORY ' || n % ${CATEGORIES}, repeat('Something happened. ', 8), 'n8n:1', '\\x00', at
     from generate_series(1, ${count}) n,
       lateral (select date_trunc('milliseconds', $2::timestamptz + make_interval(${distance}))
         + n * interval '${seconds} seconds' as at) t`,
    [TEST_EVENT_TYPE, NOW.toISOString()],
  );
}

async function planOf(): Promise<PlanNode[]> {
  const plans: PlanNode[] = [];
  const pool = explainingPool(database.pool, plans);
  const clock = { ...systemClock, now: () => NOW };
  const deadline = clock.elapsed() + 10_000;
  const { categories } = await coverage({ pool, schema: quoteSchema('public'), clock, deadline });
  expect(categories).toHaveLength(CATEGORIES);
  return plans.flatMap(nodesOf).filter((node) => isOfLog(node) && rowsRead(node) > 0);
}

const month = () => `lead_activity_log_y${NOW.toISOString().slice(0, 7).replace('-', 'm')}`;
/** Of each tenant and category: a look for it, another for its neighbour, and those for counting. */
const LOOKS = 4 * (TENANTS * CATEGORIES + 1);

describe('the plan of the coverage', () => {
  it('reads no other month than the present one, by an index alone', async () => {
    const nodes = await planOf();
    expect(new Set(nodes.map((node) => node['Relation Name']))).toEqual(new Set([month()]));
    expect(new Set(nodes.map((node) => [node['Node Type'], node['Heap Fetches']].join()))).toEqual(
      new Set(['Index Only Scan,0']),
    );
  });

  it('reads as many entries of the index as it counts, and one for each look', async () => {
    const nodes = await planOf();
    const counted = 86_400 / 50 + 3600 / 50;
    const read = nodes.reduce((sum, node) => sum + rowsRead(node), 0);
    expect(read).toBeGreaterThan(counted);
    expect(read).toBeLessThan(counted + LOOKS);
  });

  it('reads no more when the months before hold far more', async () => {
    const sum = async () => (await planOf()).reduce((total, node) => total + rowsRead(node), 0);
    const before = await sum();
    await insertEvents(20_000, 'months => -3', 60);
    await insertEvents(10_000, 'days => -14', 5);
    await vacuumLog(database);
    expect(await sum()).toBe(before);
  });
});
