import { classifyError } from './postgres/classifyError';
import { type QuotedSchema, quoteSchema } from './postgres/identifiers';
import { keepMonths } from './postgres/keepMonths';
import type { PostgresPool } from './postgres/pool';
import type { Queryable } from './postgres/queryable';
import { toSetUpError } from './postgres/setUpError';
import { expireDedupeKeys } from './postgres/statements/expireDedupeKeys';
import { linkLeads } from './postgres/statements/linkLeads';
import { withTransaction } from './postgres/withTransaction';
import type { Clock, Logger } from './ports';
import { MONTHS_AHEAD } from './setUpDatabase';

export interface MaintainOptions {
  readonly schema: string;
  readonly clock: Clock;
}

export interface MaintainReport {
  readonly monthsCreated: number;
  /** Events that got the lead that arrived after them. */
  readonly eventsLinked: number;
  readonly dedupeKeysExpired: number;
}

/** A repetition later than this is a new event. */
const DEDUPE_DAYS = 365;
/** Small transactions, so that writers never wait long. */
const LINKS_PER_TRANSACTION = 5000;
const KEYS_PER_TRANSACTION = 10_000;
/** What one step may take in all; the rest waits for the next run. */
const STEP_LIMIT_MS = 60_000;
const STATEMENT_TIMEOUT_MS = 30_000;

/**
 * Keeps months ahead, links events to leads that came late, forgets old dedupe keys. Idempotent.
 * @throws MigrationNeededError when the schema is not set up
 * @throws ConfigurationError, TargetUnavailableError
 */
export async function maintainDatabase(
  pool: PostgresPool,
  options: MaintainOptions,
): Promise<MaintainReport> {
  try {
    const monthsCreated = await keepMonths(pool, { ...options, back: 0, ahead: MONTHS_AHEAD });
    const eventsLinked = await linkArrivedLeads(pool, options);
    const dedupeKeysExpired = await inBatches(pool, options, {
      size: KEYS_PER_TRANSACTION,
      run: (db, schema) =>
        expireDedupeKeys(db, schema, { days: DEDUPE_DAYS, limit: KEYS_PER_TRANSACTION }),
    });
    return { monthsCreated, eventsLinked, dedupeKeysExpired };
  } catch (error) {
    throw toSetUpError(error, options.schema);
  }
}

/**
 * As `linkArrivedLeads`, at the end of a replay, which is to report what it did: never throws.
 * @returns how many events were linked, or null (said in the log) when it failed
 */
export async function linkAfterReplay(
  pool: PostgresPool,
  options: MaintainOptions & { readonly logger: Logger },
): Promise<number | null> {
  try {
    return await linkArrivedLeads(pool, options);
  } catch (error) {
    const { code, message } = classifyError(error);
    options.logger.warn('Events could not be linked to leads that came later.', { code, message });
    return null;
  }
}

/**
 * Gives events without a lead the lead that has arrived meanwhile.
 * @returns how many events were linked
 * @throws what pg threw
 */
export function linkArrivedLeads(pool: PostgresPool, options: MaintainOptions): Promise<number> {
  return inBatches(pool, options, {
    size: LINKS_PER_TRANSACTION,
    run: (db, schema) => linkLeads(db, schema, LINKS_PER_TRANSACTION),
  });
}

interface BatchStep {
  readonly size: number;
  readonly run: (db: Queryable, schema: QuotedSchema) => Promise<number>;
}

/** Runs a step, a transaction each time, until it finds less than a full batch. */
async function inBatches(
  pool: PostgresPool,
  { schema, clock }: MaintainOptions,
  step: BatchStep,
): Promise<number> {
  const quoted = quoteSchema(schema);
  const deadline = clock.elapsed() + STEP_LIMIT_MS;
  const limits = { clock, deadline, statementTimeout: STATEMENT_TIMEOUT_MS };
  let total = 0;
  let done = step.size;
  while (done === step.size && clock.elapsed() < deadline) {
    done = await withTransaction(pool, limits, (db) => step.run(db, quoted));
    total += done;
  }
  return total;
}
