import type { PostgresClient } from '../../nodes/core/postgres/pool';
import { seenAs } from './faultKind';
import { POOL_SIZE, type SoakWorld } from './soakWorld';

const holders = new WeakMap<SoakWorld, Promise<PostgresClient | null>[]>();

/** Others of the same process hold every connection that writers may use. */
export const poolsExhausted = seenAs(
  ['no_answer', 'connect_timeout'],
  (world) => {
    const wanted = world.writerPools.flatMap((pool) =>
      Array.from({ length: POOL_SIZE }, () => pool),
    );
    // Who waits too long for a connection gets none: then another holds it.
    const taken = wanted.map((pool) => pool.connect().catch(() => null));
    holders.set(world, taken);
  },
  async (world) => {
    for (const taken of holders.get(world) ?? []) void taken.then((client) => client?.release());
    await Promise.all(holders.get(world) ?? []);
  },
);
