import { hostname } from 'node:os';
import type { IExecuteFunctions } from 'n8n-workflow';
import type { Clock, Logger, RandomSource } from '../core/ports';
import { type QuotedSchema, quoteSchema } from '../core/postgres/identifiers';
import type { PostgresPool } from '../core/postgres/pool';
import type { Target } from '../core/retryQueue/queueEntry';
import { QueueTableStore } from '../core/retryQueue/queueTableStore';
import type { RetryStore } from '../core/retryQueue/retryStore';
import type { EventSink, ReplaySink } from '../core/sinks/eventSink';
import { PostgresSink } from '../core/sinks/postgresSink';
import { SpoolStore, type SpoolStoreParts } from '../core/spool/spoolStore';
import { systemSpoolFiles } from '../core/spool/systemSpoolFiles';
import { systemClock, systemRandom } from '../core/systemClock';
import { toLogger } from './logger';
import { poolFor } from './poolRegistry';
import type { Connection } from './readConnection';
import { spoolFolder } from './spoolFolder';

/** Where a node reads and writes. */
export interface Place {
  readonly schema?: string | undefined;
  /** Empty: a folder in n8n's user folder. */
  readonly spoolFolder?: string | undefined;
}

/** What every node is made of. */
export interface Base {
  readonly target: Target;
  readonly pool: PostgresPool;
  readonly quotedSchema: QuotedSchema;
  readonly queueTable: RetryStore;
  readonly spool: RetryStore;
  readonly spoolParts: SpoolStoreParts;
  /** Who claims, for people. */
  readonly worker: string;
  readonly sink: EventSink & ReplaySink;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly logger: Logger;
  readonly signal: AbortSignal | undefined;
}

/** Opens what a node needs of the database, the disk and n8n. */
export function compose(context: IExecuteFunctions, connection: Connection, place: Place): Base {
  const schema = place.schema ?? 'public';
  const quotedSchema = quoteSchema(schema);
  const logger = toLogger(context.logger);
  const pool = poolFor(connection, logger);
  const { credentialId, config } = connection;
  const { maxConnections } = config;
  const world = { clock: systemClock, random: systemRandom, logger };
  const host = hostname();
  const { pid } = process;
  const worker = `${host}/${pid}`;
  const folder = spoolFolder(place.spoolFolder);
  const spoolParts = { ...world, files: systemSpoolFiles, folder, host, pid };
  return {
    ...world,
    ...{ pool, quotedSchema, worker, spoolParts },
    target: { credentialId, database: config.database, schema },
    sink: new PostgresSink({ ...world, pool, schema: quotedSchema, maxConnections }),
    queueTable: new QueueTableStore({ ...world, pool, schema: quotedSchema, worker }),
    spool: new SpoolStore(spoolParts),
    signal: context.getExecutionCancelSignal(),
  };
}
