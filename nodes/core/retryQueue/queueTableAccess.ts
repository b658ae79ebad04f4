import type { Clock } from '../ports';
import type { QuotedSchema } from '../postgres/identifiers';
import type { PostgresPool } from '../postgres/pool';
import type { Queryable } from '../postgres/queryable';
import { withTransaction } from '../postgres/withTransaction';
import { queueTableError } from './queueTableError';
import type { RetryStoreName } from './retryStore';

/** Milliseconds; the law's bound on the queue phase. */
const TIME_LIMIT = 5000;
const SHORTEST_STATEMENT = 50;

export interface QueueTableAccessParts {
  readonly pool: PostgresPool;
  /** Where `activity_retry_queue` is. */
  readonly schema: QuotedSchema;
  readonly clock: Clock;
}

/** Work on a queue table: in transactions of at most 5 s, whose failures repeat no value. */
export class QueueTableAccess {
  constructor(
    private readonly parts: QueueTableAccessParts,
    private readonly store: RetryStoreName,
  ) {}

  /** @param deadline `Clock.elapsed()`; default: in 5 s */
  async run<T>(
    work: (db: Queryable, schema: QuotedSchema) => Promise<T>,
    deadline = this.parts.clock.elapsed() + TIME_LIMIT,
  ): Promise<T> {
    const { pool, clock, schema } = this.parts;
    const remaining = Math.min(TIME_LIMIT, deadline - clock.elapsed());
    const statementTimeout = Math.max(SHORTEST_STATEMENT, remaining);
    try {
      return await withTransaction(pool, { clock, deadline, statementTimeout }, (db) =>
        work(db, schema),
      );
    } catch (error) {
      throw queueTableError(error, this.store);
    }
  }
}
