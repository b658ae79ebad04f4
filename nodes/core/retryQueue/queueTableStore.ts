import { batchesOf } from '../activity/eventBatches';
import type { Clock, Logger, RandomSource } from '../ports';
import type { QuotedSchema } from '../postgres/identifiers';
import type { PostgresPool } from '../postgres/pool';
import type { Queryable } from '../postgres/queryable';
import { claimDueEntries } from '../postgres/statements/claimDueEntries';
import { putQueueEntries } from '../postgres/statements/putQueueEntries';
import { queueDepth } from '../postgres/statements/queueDepth';
import { returnOrphanedClaims } from '../postgres/statements/returnOrphanedClaims';
import { settleEntries } from '../postgres/statements/settleEntries';
import { withTransaction } from '../postgres/withTransaction';
import { type AbandonedClaims, abandonedClaimsOf } from './abandonedClaims';
import { byAge, distinctEntries } from './entryKey';
import { MAX_CRASH_CLAIMS, MAX_LAST_ERRORS, crashError } from './entryTransitions';
import { LEASE_MS } from './lease';
import type { QueueEntry, Target } from './queueEntry';
import { queueTableError } from './queueTableError';
import type {
  Claim,
  ClaimRequest,
  PutResult,
  RetryStore,
  RetryStoreName,
  Settlement,
  StoreStatus,
} from './retryStore';

/** Milliseconds; the law's bound on the queue phase. */
const TIME_LIMIT = 5000;
const SHORTEST_STATEMENT = 50;
const PER_STATEMENT = { most: 500, sizeOf: ({ payload }: QueueEntry) => payload.length };
const TOKEN_BYTES = 16;

export interface QueueTableParts {
  readonly pool: PostgresPool;
  /** Where `activity_retry_queue` is. */
  readonly schema: QuotedSchema;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly logger: Logger;
  /** Who claims, for people: e.g. host and process id. */
  readonly worker: string;
  /** Default: `queueTable`, the table beside the log. */
  readonly name?: RetryStoreName;
}

/**
 * Keeps entries in `activity_retry_queue`. Claims are leases taken with SKIP LOCKED, so workers do
 * not wait for each other. Replayed entries stay, with their resolution, until they are purged.
 * All methods throw MigrationNeededError, ConfigurationError or TargetUnavailableError.
 */
export class QueueTableStore implements RetryStore {
  readonly name: RetryStoreName;
  private readonly abandoned: AbandonedClaims;

  constructor(private readonly parts: QueueTableParts) {
    this.name = parts.name ?? 'queueTable';
    this.abandoned = abandonedClaimsOf(parts.pool);
  }

  async put(entries: readonly QueueEntry[], deadline: number): Promise<PutResult> {
    const distinct = distinctEntries(entries);
    let start = 0;
    for (const chunk of batchesOf(distinct, PER_STATEMENT)) {
      try {
        await this.run(deadline, (db) =>
          putQueueEntries(db, this.parts.schema, { entries: chunk, lastErrors: MAX_LAST_ERRORS }),
        );
      } catch (error) {
        if (start === 0) throw error;
        const { code = 'unknown' } = error as { code?: string };
        return { left: distinct.slice(start), code };
      }
      start += chunk.length;
    }
    return { left: [], code: null };
  }

  async claimDue(request: ClaimRequest): Promise<Claim> {
    const { schema, random, worker } = this.parts;
    const { target, now, limit, includeNotDue, failedUntil = null } = request;
    const token = uuidOf(random.bytes(TOKEN_BYTES));
    const until = new Date(now.getTime() + LEASE_MS);
    const { entries, unreadable } = await this.ending(token, async (db) => {
      await this.returnOrphans(db, target, now);
      const claim = { target, now, includeNotDue, failedUntil, limit, token, worker, until };
      return claimDueEntries(db, schema, claim);
    });
    if (unreadable > 0) {
      const message = 'Rows of the retry queue cannot be read by this version.';
      this.parts.logger.error(message, { unreadable });
    }
    return { token, entries: entries.sort(byAge) };
  }

  async settle(claim: Claim, settlements: readonly Settlement[], now: Date): Promise<void> {
    if (settlements.length === 0) return;
    const { schema, logger } = this.parts;
    const { token } = claim;
    const settled = await this.ending(token, (db) =>
      settleEntries(db, schema, { token, settlements, now }),
    );
    if (settled < settlements.length) {
      // Its lease ended and the entries are waiting again or in another worker's hands.
      logger.warn('A claim of the retry queue had ended before it was settled.', {
        settled,
        of: settlements.length,
      });
    }
  }

  async status(target: Target): Promise<StoreStatus> {
    const rows = await this.run(this.soon(), (db) => queueDepth(db, this.parts.schema, target));
    const depth = rows.map(({ state, lane, count }) => ({ state, lane, count }));
    const [oldest] = rows.map((row) => row.oldest_failed_at).sort();
    return { store: this.name, depth, oldestFailedAt: oldest ?? null, notices: [] };
  }

  private async returnOrphans(db: Queryable, target: Target, now: Date): Promise<void> {
    const returned = await returnOrphanedClaims(db, this.parts.schema, {
      target,
      now,
      maxCrashes: MAX_CRASH_CLAIMS,
      error: crashError(now),
      lastErrors: MAX_LAST_ERRORS,
      alive: this.abandoned.tokens,
    });
    if (returned > 0) {
      const message = 'Events came back from workers that did not finish their replay.';
      this.parts.logger.warn(message, { returned });
    }
  }

  /** A claim that is made or settled without an answer is no crash of a worker. */
  private async ending<T>(token: string, work: (db: Queryable) => Promise<T>): Promise<T> {
    try {
      return await this.run(this.soon(), work);
    } catch (error) {
      this.abandoned.abandon(token);
      throw error;
    }
  }

  private soon(): number {
    return this.parts.clock.elapsed() + TIME_LIMIT;
  }

  private async run<T>(deadline: number, work: (db: Queryable) => Promise<T>): Promise<T> {
    const { pool, clock } = this.parts;
    const remaining = Math.min(TIME_LIMIT, deadline - clock.elapsed());
    const statementTimeout = Math.max(SHORTEST_STATEMENT, remaining);
    try {
      return await withTransaction(pool, { clock, deadline, statementTimeout }, work);
    } catch (error) {
      throw queueTableError(error, this.name);
    }
  }
}

function uuidOf(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes).toString('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
