import { quoteSchema } from '../../nodes/core/postgres/identifiers';
import { openPool } from '../../nodes/core/postgres/pool';
import { systemClock } from '../../nodes/core/systemClock';
import { readEverything } from '../support/everyRead';
import { eventually } from '../support/eventually';
import { type PrivateServer, startPrivateServer } from '../support/faults/privateServer';
import { type Standby, startStandby } from '../support/faults/standby';
import { silentLogger } from '../support/silentLogger';
import { ONE_OF_EACH, TenantWorld } from '../support/tenantWorld';

const schema = quoteSchema('public');

let primary: PrivateServer;
let standby: Standby;
beforeAll(async () => {
  primary = await startPrivateServer();
});
afterAll(async () => {
  await standby.end();
  await primary.end();
});

it('a hot standby shows everything that its primary shows, also what came a moment ago', async () => {
  const database = await primary.createDatabase();
  standby = await startStandby(primary);
  const world = new TenantWorld('standby', ['mine', 'theirs'], [ONE_OF_EACH, ONE_OF_EACH]);
  await world.store(database);
  await eventually('the standby has every event', async () => {
    const [row] = await standby.query<{ there: boolean }>(
      database.name,
      `select count(*) = ${2 * ONE_OF_EACH.length} as there from lead_activity_log`,
    );
    return row?.there === true;
  });
  const question = world.question(0);
  const pool = openPool({ ...database.config, port: standby.port }, silentLogger);
  const there = openPool(database.config, silentLogger);
  try {
    const shown = await readEverything(question, { pool, schema, clock: systemClock });
    expect(shown).toEqual(
      await readEverything(question, { pool: there, schema, clock: systemClock }),
    );
    expect(Object.values(shown).filter(({ count }) => count === 0)).toEqual([]);
  } finally {
    await Promise.all([pool.end(), there.end(), database.pool.end()]);
  }
});
