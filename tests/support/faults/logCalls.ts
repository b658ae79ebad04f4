import { TimestampMemory } from '../../../nodes/core/activity/timestampMemory';
import { CircuitBreaker } from '../../../nodes/core/delivery/circuitBreaker';
import type { LogActivityParts } from '../../../nodes/core/logActivity';
import type { LogRequest } from '../../../nodes/core/prepareEvents';
import { quoteSchema } from '../../../nodes/core/postgres/identifiers';
import { openPool, type PostgresPool } from '../../../nodes/core/postgres/pool';
import type { ConnectionConfig } from '../../../nodes/core/postgres/connectionConfig';
import { QueueTableStore } from '../../../nodes/core/retryQueue/queueTableStore';
import type { Target } from '../../../nodes/core/retryQueue/queueEntry';
import { PostgresSink } from '../../../nodes/core/sinks/postgresSink';
import type { SpoolFiles } from '../../../nodes/core/spool/spoolFiles';
import { SpoolStore, type SpoolStoreParts } from '../../../nodes/core/spool/spoolStore';
import { systemClock, systemRandom } from '../../../nodes/core/systemClock';
import { origin } from '../queueEntries';
import { silentLogger } from '../silentLogger';

/** Where a call of the use case writes and keeps, as in composition but without n8n. */
export interface LogPlace {
  readonly config: ConnectionConfig;
  readonly target: Target;
  readonly spoolFolder: string;
}

export interface LogTools {
  readonly pool: PostgresPool;
  readonly queueTable: QueueTableStore;
  readonly spool: SpoolStore;
  readonly spoolParts: SpoolStoreParts;
  readonly parts: LogActivityParts;
}

/** Opens what one execution needs; end the pool afterwards. */
export function openLogTools(place: LogPlace, files: SpoolFiles): LogTools {
  const world = { clock: systemClock, random: systemRandom, logger: silentLogger };
  const pool = openPool(place.config, silentLogger);
  const database = { pool, schema: quoteSchema(place.target.schema), ...world };
  const own = { host: 'host-1', pid: process.pid };
  const spoolParts = { ...world, ...own, files, folder: place.spoolFolder };
  const queueTable = new QueueTableStore({ ...database, worker: 'worker-1' });
  const spool = new SpoolStore(spoolParts);
  const parts: LogActivityParts = {
    ...world,
    target: place.target,
    sink: new PostgresSink(database),
    stores: { whileAnswering: [queueTable, spool], whileSilent: [spool, queueTable] },
    policy: {
      ...{ attempts: 1, firstDelay: 0, totalTimeLimit: 5000 },
      ...{ statementTimeout: 3000, batchSize: 500 },
    },
    ...{ breaker: new CircuitBreaker(systemClock), journal: null, announcer: null, spool: null },
    privacy: { mode: 'catalogDefault', key: null },
    timestamps: new TimestampMemory(systemClock),
    registeredTypes: () => Promise.resolve(new Map()),
    signal: undefined,
  };
  return { pool, queueTable, spool, spoolParts, parts };
}

/** One event per message, of one execution: the same every time it is asked for. */
export function requestsFor(messages: readonly string[]): LogRequest[] {
  return messages.map((messageContent, itemIndex) => ({
    origin: { ...origin, executionId: 'execution-1', itemIndex },
    input: { eventType: 'NOTE_ADDED', messageContent, fields: { note: 'x' } },
  }));
}
