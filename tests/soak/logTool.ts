import { DEFAULT_RETRY_POLICY, type RetryPolicy } from '../../nodes/core/delivery/retryPolicy';
import { CircuitBreaker } from '../../nodes/core/delivery/circuitBreaker';
import { quoteSchema } from '../../nodes/core/postgres/identifiers';
import { openPool } from '../../nodes/core/postgres/pool';
import type { Clock } from '../../nodes/core/ports';
import { QueueTableStore } from '../../nodes/core/retryQueue/queueTableStore';
import { PostgresSink } from '../../nodes/core/sinks/postgresSink';
import { SpoolJournal } from '../../nodes/core/spool/spoolJournal';
import { SpoolStore } from '../../nodes/core/spool/spoolStore';
import { systemClock, systemRandom } from '../../nodes/core/systemClock';
import { silentLogger } from '../support/silentLogger';
import { hurriedClock } from './hurriedClock';
import { ObservedSink, ObservedStore } from './observed';
import type { SoakWorld } from './soakWorld';

/** Short enough that every fault meets several tries of every writer. */
export const SHORT_POLICY: RetryPolicy = {
  ...DEFAULT_RETRY_POLICY,
  ...{ firstDelay: 30, totalTimeLimit: 1500, statementTimeout: 400, batchSize: 40 },
};

/** Opens a circuit for 150 ms instead of 30 s, or writers would try nothing for most of a run. */
const breakerClock = hurriedClock(systemClock, 200);

/** What tools need of a world. */
type ToolPlace = Pick<SoakWorld, 'config' | 'folder' | 'target' | 'disk' | 'clock' | 'tally'>;

/** What one process of n8n would have: a pool, stores and a sink of its own. */
export function openTools(world: ToolPlace, worker: string, clock: Clock = world.clock) {
  const pool = openPool(world.config, silentLogger);
  const { folder, disk, tally } = world;
  const schema = quoteSchema('public');
  const base = { clock, random: systemRandom, logger: silentLogger };
  const spoolParts = { ...base, files: disk.files, folder, host: worker, pid: process.pid };
  return {
    ...base,
    ...{ pool, schema, target: world.target },
    sink: new ObservedSink(new PostgresSink({ pool, schema, clock }), tally),
    queueTable: new ObservedStore(new QueueTableStore({ ...base, pool, schema, worker }), tally),
    spool: new ObservedStore(new SpoolStore(spoolParts), tally),
    journal: new SpoolJournal(spoolParts),
    breaker: new CircuitBreaker(breakerClock),
    announcer: null,
  };
}
