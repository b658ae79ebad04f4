import { DEFAULT_RETRY_POLICY, type RetryPolicy } from '../../nodes/core/delivery/retryPolicy';
import { quoteSchema } from '../../nodes/core/postgres/identifiers';
import { openPool } from '../../nodes/core/postgres/pool';
import type { Clock } from '../../nodes/core/ports';
import { QueueTableStore } from '../../nodes/core/retryQueue/queueTableStore';
import { PostgresSink } from '../../nodes/core/sinks/postgresSink';
import { SpoolStore } from '../../nodes/core/spool/spoolStore';
import { systemRandom } from '../../nodes/core/systemClock';
import { silentLogger } from '../support/silentLogger';
import type { SoakWorld } from './soakWorld';
import { ObservedSink } from './tally';

/** Short enough that every fault meets several tries of every writer. */
export const SHORT_POLICY: RetryPolicy = {
  ...DEFAULT_RETRY_POLICY,
  ...{ firstDelay: 30, totalTimeLimit: 1500, statementTimeout: 400, batchSize: 40 },
};

/** What one process of n8n would have: a pool, stores and a sink of its own. */
export function openTools(world: SoakWorld, worker: string, clock: Clock = world.clock) {
  const pool = openPool(world.config, silentLogger);
  const { folder, disk, tally } = world;
  const schema = quoteSchema('public');
  const base = { clock, random: systemRandom, logger: silentLogger };
  return {
    ...base,
    ...{ pool, schema, target: world.target },
    sink: new ObservedSink(new PostgresSink({ pool, schema, clock }), tally),
    queueTable: new QueueTableStore({ ...base, pool, schema, worker }),
    spool: new SpoolStore({ ...base, files: disk.files, folder, host: worker, pid: process.pid }),
  };
}
