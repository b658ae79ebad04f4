import { setTimeout as wait } from 'node:timers/promises';
import { type Fault, seenAs } from './faultKind';
import { type SoakWorld, WRITER_ROLE } from './soakWorld';

/** Faults of the server and of what it holds. */
export const serverFaults: Readonly<Record<string, Fault>> = {
  'server crashes': async ({ server }, milliseconds) => {
    await server.crash();
    await wait(milliseconds / 2);
    await server.start();
    return 1;
  },

  'backends terminated': async (world, milliseconds) => {
    let ended = 0;
    for (const end = Date.now() + milliseconds; Date.now() < end; await wait(50)) {
      const rows = await asAdministrator(
        world,
        `select pg_terminate_backend(pid) from pg_stat_activity
         where usename = '${WRITER_ROLE}' and query ~* 'insert' and state <> 'idle'`,
      );
      ended += rows.length;
    }
    return ended;
  },

  // Longer than a statement may take, or nobody would notice.
  'table locked': (world, milliseconds, issued) => tableLocked(world, milliseconds + 400, issued),
  'table missing': seenAs(
    ['42P01'],
    (world) => asAdministrator(world, 'alter table lead_activity_log rename to gone'),
    (world) => asAdministrator(world, 'alter table gone rename to lead_activity_log'),
  ),
  'column missing': seenAs(
    ['42703'],
    (world) =>
      asAdministrator(world, 'alter table lead_activity_log rename column user_id to gone'),
    (world) =>
      asAdministrator(world, 'alter table lead_activity_log rename column gone to user_id'),
  ),
  'right to insert revoked': seenAs(
    ['42501'],
    (world) =>
      asAdministrator(
        world,
        `revoke insert on lead_activity_log, activity_dedupe from ${WRITER_ROLE}`,
      ),
    (world) =>
      asAdministrator(
        world,
        `grant insert on lead_activity_log, activity_dedupe to ${WRITER_ROLE}`,
      ),
  ),
  'server read-only': seenAs(
    ['25006'],
    (world) => setReadOnly(world, 'on'),
    (world) => setReadOnly(world, 'off'),
  ),
  'password changed': seenAs(
    ['28P01'],
    async (world) => {
      await asAdministrator(world, `alter role ${WRITER_ROLE} password 'another'`);
      world.proxy.cutAll('finish');
    },
    (world) => asAdministrator(world, `alter role ${WRITER_ROLE} password 'soak'`),
  ),
  'too many connections': seenAs(
    ['53300'],
    async (world) => {
      await asAdministrator(world, `alter role ${WRITER_ROLE} connection limit 1`);
      world.proxy.cutAll('finish');
    },
    (world) => asAdministrator(world, `alter role ${WRITER_ROLE} connection limit -1`),
  ),
  'serialization failures': raising('40001'),
  deadlocks: raising('40P01'),
  'server out of disk': raising('53100'),
};

const tableLocked = seenAs(
  ['57014'],
  (world) => holdLock(world, 'lock table lead_activity_log in access exclusive mode'),
  (world) => releaseLock(world),
);

/** What the server itself rarely does on request is raised by a trigger, with the real code. */
function raising(code: string): Fault {
  return seenAs(
    [code],
    (world) => asAdministrator(world, `insert into soak_raise values ('${code}')`),
    (world) => asAdministrator(world, 'delete from soak_raise'),
  );
}

async function setReadOnly(world: SoakWorld, value: 'on' | 'off'): Promise<void> {
  await asAdministrator(
    world,
    `alter role ${WRITER_ROLE} in database ${world.database.name}
     set default_transaction_read_only = ${value}`,
  );
  world.proxy.cutAll('finish');
}

/** Past the proxy; what runs through it must not hold up the faults themselves. */
function asAdministrator(world: SoakWorld, statement: string): Promise<unknown[]> {
  return world.database.query(statement);
}

async function holdLock(world: SoakWorld, statement: string): Promise<void> {
  const client = await world.database.pool.connect();
  await client.query('begin');
  await client.query(statement);
  held.set(world, client);
}

const held = new WeakMap<
  SoakWorld,
  Awaited<ReturnType<SoakWorld['database']['pool']['connect']>>
>();

async function releaseLock(world: SoakWorld): Promise<void> {
  const client = held.get(world);
  await client?.query('rollback');
  client?.release();
}
