import { createHash } from 'node:crypto';
import type { Logger } from '../core/ports';
import { openPool, type PostgresPool } from '../core/postgres/pool';
import type { Connection } from './readConnection';

interface OpenPool {
  readonly fingerprint: string;
  readonly pool: PostgresPool;
}

/** A process with more credentials than this gives up the pool that was not used for longest. */
const MOST_POOLS = 50;

/** On `globalThis`, because n8n may load the package twice (two versions, hot reload). */
const REGISTRY = Symbol.for('n8n-nodes-activity-log.pools');

function registry(): Map<string, OpenPool> {
  const holder = globalThis as { [key: symbol]: Map<string, OpenPool> | undefined };
  return (holder[REGISTRY] ??= new Map<string, OpenPool>());
}

/** The process's one pool for a credential; a changed credential gets a new one. */
export function poolFor(connection: Connection, logger: Logger): PostgresPool {
  const pools = registry();
  const fingerprint = createHash('sha256').update(JSON.stringify(connection.config)).digest('hex');
  const key = `${connection.credentialId}/${connection.config.database}`;
  const known = pools.get(key);
  if (known?.fingerprint === fingerprint) {
    // Set anew, it is the last to be given up.
    pools.delete(key);
    pools.set(key, known);
    return known.pool;
  }
  if (known !== undefined) evict(key, logger);
  const [oldest] = pools.keys();
  if (oldest !== undefined && pools.size >= MOST_POOLS) evict(oldest, logger);
  const pool = openPool(connection.config, logger);
  pools.set(key, { fingerprint, pool });
  return pool;
}

/** Ends every pool of the process: for tests and scripts that must exit. */
export async function endPools(): Promise<void> {
  const pools = [...registry().values()];
  registry().clear();
  await Promise.all(pools.map(({ pool }) => pool.end()));
}

/** Statements in flight finish; the pool refuses new ones. */
function evict(key: string, logger: Logger): void {
  const evicted = registry().get(key);
  registry().delete(key);
  evicted?.pool.end().catch((error: unknown) => {
    logger.warn('A pool of connections did not end cleanly.', { error: (error as Error).name });
  });
}
