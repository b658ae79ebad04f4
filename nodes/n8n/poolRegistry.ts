import { createHash } from 'node:crypto';
import type { Clock, Logger } from '../core/ports';
import { openPool, type PostgresPool } from '../core/postgres/pool';
import { systemClock } from '../core/systemClock';
import type { Connection } from './readConnection';
import { SshTunnel } from './sshTunnel';

/** A pool that was given up, at a time of `Clock.elapsed()`. */
interface RetiredPool {
  readonly pool: PostgresPool;
  readonly since: number;
}

interface Registry {
  /** The pool that was not used for longest comes first. */
  readonly open: Map<string, PostgresPool>;
  readonly retired: Set<RetiredPool>;
}

/** A process with more connections than this gives up the pool that was not used for longest. */
const MOST_POOLS = 50;

/** An execution that holds a pool is long done with it by then. */
const GRACE_MS = 60_000;

/** On `globalThis`, because n8n may load the package twice (two versions, hot reload). */
const REGISTRY = Symbol.for('n8n-nodes-activity-log.poolsByFingerprint');

function registry(): Registry {
  const holder = globalThis as { [key: symbol]: Registry | undefined };
  return (holder[REGISTRY] ??= { open: new Map(), retired: new Set() });
}

/**
 * The process's one pool for what a credential says. A changed credential gets a new one, and the
 * old one still serves the executions that hold it: it closes idle connections by itself.
 */
export function poolFor(
  connection: Connection,
  logger: Logger,
  clock: Clock = systemClock,
): PostgresPool {
  const { open, retired } = registry();
  endRetired(retired, clock.elapsed(), logger);
  const key = keyOf(connection);
  const pool = open.get(key) ?? openFor(connection, logger);
  // Set anew, it is the last to be given up.
  open.delete(key);
  open.set(key, pool);
  const [oldest] = open;
  if (oldest !== undefined && open.size > MOST_POOLS) {
    open.delete(oldest[0]);
    retired.add({ pool: oldest[1], since: clock.elapsed() });
  }
  return pool;
}

/** Ends every pool of the process: for tests and scripts that must exit. */
export async function endPools(): Promise<void> {
  const { open, retired } = registry();
  const pools = [...open.values(), ...[...retired].map(({ pool }) => pool)];
  open.clear();
  retired.clear();
  await Promise.all(pools.map((pool) => pool.end()));
}

/** Secrets are part of the key, so it is a hash. */
function keyOf({ credentialId, config, ssh }: Connection): string {
  const text = JSON.stringify([config, ssh?.account ?? null]);
  return `${credentialId}/${createHash('sha256').update(text).digest('hex')}`;
}

function openFor({ config, ssh }: Connection, logger: Logger): PostgresPool {
  const tunnel = ssh === undefined ? undefined : new SshTunnel(ssh.account, ssh.helpers);
  return openPool(config, logger, tunnel);
}

function endRetired(retired: Set<RetiredPool>, now: number, logger: Logger): void {
  for (const one of retired) {
    if (now - one.since < GRACE_MS) continue;
    retired.delete(one);
    one.pool.end().catch((error: unknown) => {
      logger.warn('A pool of connections did not end cleanly.', { error: (error as Error).name });
    });
  }
}
