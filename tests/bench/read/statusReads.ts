import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ConnectionConfig } from '../../../nodes/core/postgres/connectionConfig';
import type * as IdentifiersModule from '../../../nodes/core/postgres/identifiers';
import type * as PoolModule from '../../../nodes/core/postgres/pool';
import type { PostgresPool } from '../../../nodes/core/postgres/pool';
import type * as QueueHealthModule from '../../../nodes/core/queueHealth';
import type { QueueEntry, Target } from '../../../nodes/core/retryQueue/queueEntry';
import type * as QueueTableModule from '../../../nodes/core/retryQueue/queueTableStore';
import type { RetryStore } from '../../../nodes/core/retryQueue/retryStore';
import type * as SpoolStoreModule from '../../../nodes/core/spool/spoolStore';
import type * as SpoolFilesModule from '../../../nodes/core/spool/systemSpoolFiles';
import { systemClock } from '../../../nodes/core/systemClock';
import type * as SystemClockModule from '../../../nodes/core/systemClock';
import { failure, queueEntry } from '../../support/queueEntries';
import { silentLogger } from '../../support/silentLogger';
import type { BuiltPackage } from '../builtPackage';

export const WAITING = 10_000;
export const SPOOL_FILES = 20;
const CAUSES = 20;
const ENTRIES_A_FILE = 5;
const TIME_LIMIT_MS = 60_000;

/** Get Status beside a log, as the node wires it: of the queue table and of a spool. */
export interface StatusReads {
  /** @returns how many entries wait */
  status(): Promise<number>;
  end(): Promise<void>;
}

/** Puts what waits into the queue table, instead of what is there, and into a spool of its own. */
export async function statusReads(
  config: ConnectionConfig,
  built: Pick<BuiltPackage, 'module'>,
): Promise<StatusReads> {
  const core = (path: string) => built.module(`nodes/core/${path}`);
  const { openPool } = core('postgres/pool') as typeof PoolModule;
  const { queueHealth } = core('queueHealth') as typeof QueueHealthModule;
  const { systemClock: clock } = core('systemClock') as typeof SystemClockModule;
  const pool = openPool(config, silentLogger);
  const folder = mkdtempSync(join(tmpdir(), 'activity-log-bench-status-'));
  const { table, spool } = storesOf({ pool, folder }, built);
  const target = { credentialId: 'bench', database: config.database, schema: 'public' };
  await fillTable(pool, table, target);
  await fillSpool(spool, target);
  const parts = { stores: [table, spool], pool, clock };
  return {
    status: async () => {
      const { pending, parked, unreachable } = await queueHealth({ target }, parts);
      if (unreachable.length > 0) throw new Error('A store did not answer.');
      return pending + parked;
    },
    end: async () => {
      await pool.end();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function storesOf(
  { pool, folder }: { readonly pool: PostgresPool; readonly folder: string },
  built: Pick<BuiltPackage, 'module'>,
): { readonly table: RetryStore; readonly spool: RetryStore } {
  const core = (path: string) => built.module(`nodes/core/${path}`);
  const { quoteSchema } = core('postgres/identifiers') as typeof IdentifiersModule;
  const { QueueTableStore } = core('retryQueue/queueTableStore') as typeof QueueTableModule;
  const { SpoolStore } = core('spool/spoolStore') as typeof SpoolStoreModule;
  const { systemSpoolFiles: files } = core('spool/systemSpoolFiles') as typeof SpoolFilesModule;
  const { systemClock: clock, systemRandom } = core('systemClock') as typeof SystemClockModule;
  const world = { clock, random: systemRandom, logger: silentLogger };
  const schema = quoteSchema('public');
  return {
    table: new QueueTableStore({ ...world, pool, schema, worker: 'bench' }),
    spool: new SpoolStore({ ...world, files, folder, host: 'bench', pid: process.pid }),
  };
}

async function fillTable(pool: PostgresPool, table: RetryStore, target: Target): Promise<void> {
  const db = await pool.connect();
  try {
    await db.query('truncate activity_retry_queue');
    await put(table, entriesOf(0, WAITING, target));
    // As autovacuum has done a minute after an outage.
    await db.query('vacuum analyze activity_retry_queue');
  } finally {
    db.release();
  }
}

async function fillSpool(spool: RetryStore, target: Target): Promise<void> {
  for (let file = 0; file < SPOOL_FILES; file++) {
    const from = WAITING + file * ENTRIES_A_FILE;
    await put(spool, entriesOf(from, ENTRIES_A_FILE, target));
  }
}

async function put(store: RetryStore, entries: readonly QueueEntry[]): Promise<void> {
  const { left } = await store.put(entries, systemClock.elapsed() + TIME_LIMIT_MS);
  if (left.length > 0) throw new Error(`${store.name} did not take ${left.length} entries.`);
}

/** Half of the causes are for a replay to mend, and half for a person. */
function entriesOf(from: number, count: number, target: Target): QueueEntry[] {
  const now = Date.now();
  return Array.from({ length: count }, (_, i) => {
    const cause = (from + i) % CAUSES;
    const lane = cause % 2 === 0 ? 'transient' : 'payload';
    const failedAt = new Date(now - count + i);
    const words = { code: `cause ${cause}`, lane, message: `Cause ${cause}.` } as const;
    return queueEntry(from + i, { target, failedAt, failure: failure(words) });
  });
}
