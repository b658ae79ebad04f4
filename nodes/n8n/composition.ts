import { hostname } from 'node:os';
import type { IExecuteFunctions } from 'n8n-workflow';
import { TimestampMemory } from '../core/activity/timestampMemory';
import type { RetryPolicy } from '../core/delivery/retryPolicy';
import type { LogActivityParts } from '../core/logActivity';
import { linkAfterReplay } from '../core/maintainDatabase';
import type { Clock, Logger, RandomSource } from '../core/ports';
import { type QuotedSchema, quoteSchema } from '../core/postgres/identifiers';
import type { PostgresPool } from '../core/postgres/pool';
import { probe } from '../core/probe';
import { readRegisteredTypes } from '../core/registeredTypes';
import type { Target } from '../core/retryQueue/queueEntry';
import type { TimelineParts } from '../core/queryTimeline';
import { QueueTableStore } from '../core/retryQueue/queueTableStore';
import type { RetryStore } from '../core/retryQueue/retryStore';
import type { EventSink } from '../core/sinks/eventSink';
import { PostgresSink } from '../core/sinks/postgresSink';
import { SpoolStore } from '../core/spool/spoolStore';
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
interface Base {
  readonly target: Target;
  readonly pool: PostgresPool;
  readonly quotedSchema: QuotedSchema;
  readonly queueTable: RetryStore;
  readonly spool: RetryStore;
  readonly sink: EventSink;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly logger: Logger;
  readonly signal: AbortSignal | undefined;
}

export interface LogActivityOptions extends Place {
  readonly retryQueue: 'automatic' | 'spool';
  readonly acceptsUnknownTypes: boolean;
  readonly policy: RetryPolicy;
}

/** Wires Log Activity. */
export function composeLogActivity(
  context: IExecuteFunctions,
  connection: Connection,
  options: LogActivityOptions,
): LogActivityParts {
  const base = compose(context, connection, options);
  const { pool, quotedSchema: schema, clock, logger, queueTable, spool } = base;
  const automatic = options.retryQueue === 'automatic';
  return {
    ...base,
    policy: options.policy,
    stores: {
      whileAnswering: automatic ? [queueTable, spool] : [spool],
      // A transient failure may be over, or of the log alone: better asked in vain than lost.
      whileSilent: automatic ? [spool, queueTable] : [spool],
    },
    timestamps: timestampMemory(),
    privacy: { mode: 'catalogDefault', key: null },
    registeredTypes: (wanted) =>
      readRegisteredTypes({
        pool,
        schema,
        clock,
        logger,
        register: options.acceptsUnknownTypes ? wanted : [],
      }),
  };
}

/** What Replay Retry Queue is made of. */
export interface ReplayComposition extends Base {
  readonly schema: string;
  readonly stores: readonly RetryStore[];
  /** @throws ActivityLogError when the target cannot take events */
  readonly probe: () => Promise<void>;
  /** @returns how many events were linked to leads that came later, or null when it failed */
  readonly linkLeads: () => Promise<number | null>;
}

/** Wires Replay Retry Queue. */
export function composeReplay(
  context: IExecuteFunctions,
  connection: Connection,
  place: Place,
): ReplayComposition {
  const base = compose(context, connection, place);
  const { pool, quotedSchema, clock, queueTable, spool, target } = base;
  const { schema } = target;
  return {
    ...base,
    schema,
    stores: [queueTable, spool],
    probe: () => probe({ pool, schema: quotedSchema, clock }),
    linkLeads: () => linkAfterReplay(pool, { schema, clock, logger: base.logger }),
  };
}

/** Wires Query Timeline. */
export function composeTimeline(
  context: IExecuteFunctions,
  connection: Connection,
  place: Pick<Place, 'schema'>,
): TimelineParts {
  const pool = poolFor(connection, toLogger(context.logger));
  return { pool, schema: quoteSchema(place.schema ?? 'public'), clock: systemClock };
}

function compose(context: IExecuteFunctions, connection: Connection, place: Place): Base {
  const schema = place.schema ?? 'public';
  const quotedSchema = quoteSchema(schema);
  const logger = toLogger(context.logger);
  const pool = poolFor(connection, logger);
  const { credentialId, config } = connection;
  const world = { clock: systemClock, random: systemRandom, logger };
  const host = hostname();
  const { pid } = process;
  const folder = spoolFolder(place.spoolFolder);
  return {
    ...world,
    target: { credentialId, database: config.database, schema },
    pool,
    quotedSchema,
    sink: new PostgresSink({ pool, schema: quotedSchema, clock: systemClock }),
    queueTable: new QueueTableStore({
      ...world,
      pool,
      schema: quotedSchema,
      worker: `${host}/${pid}`,
    }),
    spool: new SpoolStore({ ...world, files: systemSpoolFiles, folder, host, pid }),
    signal: context.getExecutionCancelSignal(),
  };
}

/** One per process, so that a rerun of a node finds the time of its first run. */
const MEMORY = Symbol.for('n8n-nodes-activity-log.timestamps');

function timestampMemory(): TimestampMemory {
  const holder = globalThis as { [key: symbol]: TimestampMemory | undefined };
  return (holder[MEMORY] ??= new TimestampMemory(systemClock));
}
