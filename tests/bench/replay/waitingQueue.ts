import type * as IdentifiersModule from '../../../nodes/core/postgres/identifiers';
import type * as PoolModule from '../../../nodes/core/postgres/pool';
import type { PostgresPool } from '../../../nodes/core/postgres/pool';
import type * as QueueTableModule from '../../../nodes/core/retryQueue/queueTableStore';
import type { RetryStore } from '../../../nodes/core/retryQueue/retryStore';
import type * as SystemClockModule from '../../../nodes/core/systemClock';
import { silentLogger } from '../../support/silentLogger';
import type { BenchServer } from '../benchServer';
import type { BuiltPackage } from '../builtPackage';
import { waitingEntries } from './waitingEntries';

const TIME_LIMIT_MS = 60_000;

/** The queue table of the benchmark, and what is under test around it. */
export interface WaitingQueue {
  readonly pool: PostgresPool;
  readonly store: RetryStore;
  /** Empties the queue and puts so many new entries into it, as Log Activity does. */
  fill(count: number): Promise<void>;
  end(): Promise<void>;
}

export function openQueue(
  server: Pick<BenchServer, 'config' | 'leads' | 'client'>,
  built: Pick<BuiltPackage, 'module'>,
): WaitingQueue {
  const core = (path: string) => built.module(`nodes/core/${path}`);
  const { openPool } = core('postgres/pool') as typeof PoolModule;
  const { quoteSchema } = core('postgres/identifiers') as typeof IdentifiersModule;
  const { QueueTableStore } = core('retryQueue/queueTableStore') as typeof QueueTableModule;
  const { systemClock, systemRandom } = core('systemClock') as typeof SystemClockModule;
  const pool = openPool(server.config, silentLogger);
  const world = { clock: systemClock, random: systemRandom, logger: silentLogger };
  const schema = quoteSchema('public');
  const store = new QueueTableStore({ ...world, pool, schema, worker: 'bench' });
  const leads = [...server.leads.keys()];
  const { database } = server.config;
  return {
    pool,
    store,
    fill: async (count) => {
      await server.client.query('truncate activity_retry_queue');
      const entries = waitingEntries({ count, leads, database });
      const { left } = await store.put(entries, systemClock.elapsed() + TIME_LIMIT_MS);
      if (left.length > 0) throw new Error(`The queue did not take ${left.length} entries.`);
      // As autovacuum has done a minute after an outage.
      await server.client.query('vacuum analyze activity_retry_queue');
    },
    end: () => pool.end(),
  };
}
