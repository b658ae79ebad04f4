import { batchesOf } from '../activity/eventBatches';
import type { Logger, RandomSource } from '../ports';
import type { Queryable } from '../postgres/queryable';
import type { QuotedSchema } from '../postgres/identifiers';
import { claimDueEntries } from '../postgres/statements/claimDueEntries';
import { putQueueEntries } from '../postgres/statements/putQueueEntries';
import { returnOrphanedClaims } from '../postgres/statements/returnOrphanedClaims';
import { settleEntries } from '../postgres/statements/settleEntries';
import { type AbandonedClaims, abandonedClaimsOf } from './abandonedClaims';
import { byAge, distinctEntries } from './entryKey';
import { MAX_CRASH_CLAIMS, MAX_LAST_ERRORS, crashError } from './entryTransitions';
import { EVERY_ENTRY } from './entryFilter';
import { listQueueTable, purgeQueueTable, queueTableStatus } from './inspectQueueTable';
import { LEASE_MS } from './lease';
import type { ListedEntry, QueueEntry, Target } from './queueEntry';
import { QueueTableAccess, type QueueTableAccessParts } from './queueTableAccess';
import type {
  Claim,
  ClaimRequest,
  ListRequest,
  PurgeCounts,
  PurgeRequest,
  PutResult,
  RetryStore,
  RetryStoreName,
  Settlement,
  StoreStatus,
} from './retryStore';

const PER_STATEMENT = { most: 500, sizeOf: ({ payload }: QueueEntry) => payload.length };
const TOKEN_BYTES = 16;

export interface QueueTableParts extends QueueTableAccessParts {
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
  private readonly table: QueueTableAccess;
  private readonly abandoned: AbandonedClaims;

  constructor(private readonly parts: QueueTableParts) {
    this.name = parts.name ?? 'queueTable';
    this.table = new QueueTableAccess(parts, this.name);
    this.abandoned = abandonedClaimsOf(parts.pool);
  }

  async put(entries: readonly QueueEntry[], deadline: number): Promise<PutResult> {
    const distinct = distinctEntries(entries);
    let start = 0;
    for (const chunk of batchesOf(distinct, PER_STATEMENT)) {
      try {
        await this.table.run(
          (db, schema) =>
            putQueueEntries(db, schema, { entries: chunk, lastErrors: MAX_LAST_ERRORS }),
          deadline,
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
    const { random, worker, logger } = this.parts;
    const { target, now, purpose = 'replay', filter = EVERY_ENTRY, failedUntil = null } = request;
    const token = uuidOf(random.bytes(TOKEN_BYTES));
    const until = new Date(now.getTime() + LEASE_MS);
    const { entries, unreadable } = await this.ending(token, async (db, schema) => {
      await this.returnOrphans(db, schema, { target, now });
      const terms = { purpose, filter, failedUntil, token, worker, until };
      return claimDueEntries(db, schema, { ...request, ...terms });
    });
    if (unreadable > 0) {
      logger.error('Rows of the retry queue cannot be read by this version.', { unreadable });
    }
    return { token, entries: entries.sort(byAge) };
  }

  async settle(claim: Claim, settlements: readonly Settlement[], now: Date): Promise<number> {
    if (settlements.length === 0) return 0;
    const { token } = claim;
    const settled = await this.ending(token, (db, schema) =>
      settleEntries(db, schema, { token, settlements, now }),
    );
    if (settled < settlements.length) {
      // Its lease ended and the entries are waiting again or in another worker's hands.
      this.parts.logger.warn('A claim of the retry queue had ended before it was settled.', {
        settled,
        of: settlements.length,
      });
    }
    return settled;
  }

  async status(target: Target): Promise<StoreStatus> {
    return { store: this.name, ...(await queueTableStatus(this.table, target)) };
  }

  list(request: ListRequest): Promise<ListedEntry[]> {
    return listQueueTable(this.table, this.parts.logger, request);
  }

  purge(request: PurgeRequest): Promise<PurgeCounts> {
    return purgeQueueTable(this.table, request);
  }

  private async returnOrphans(
    db: Queryable,
    schema: QuotedSchema,
    { target, now }: Pick<ClaimRequest, 'target' | 'now'>,
  ): Promise<void> {
    const returned = await returnOrphanedClaims(db, schema, {
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
  private async ending<T>(
    token: string,
    work: (db: Queryable, schema: QuotedSchema) => Promise<T>,
  ): Promise<T> {
    try {
      return await this.table.run(work);
    } catch (error) {
      this.abandoned.abandon(token);
      throw error;
    }
  }
}

function uuidOf(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes).toString('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
