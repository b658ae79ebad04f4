import type { WritableEvent } from '../activity/activityEvent';
import type { Clock } from '../ports';
import { classifyError } from '../postgres/classifyError';
import type { QuotedSchema } from '../postgres/identifiers';
import { CONNECT_TIMEOUT_MS, type PostgresPool } from '../postgres/pool';
import type { Queryable } from '../postgres/queryable';
import { checkDeferred } from '../postgres/statements/checkDeferred';
import { type StoredHash, findStoredHashes } from '../postgres/statements/findStoredHashes';
import { type InsertedEvent, insertEvents } from '../postgres/statements/insertEvents';
import { lockEvents } from '../postgres/statements/lockEvents';
import { withTransaction } from '../postgres/withTransaction';
import type { EventSink, ReplayReceipt, ReplaySink, SinkReceipt, WriteLimits } from './eventSink';

/** What the sink for `lead_activity_log` is made of. */
export interface PostgresSinkParts {
  readonly pool: PostgresPool;
  readonly schema: QuotedSchema;
  readonly clock: Clock;
  /** Of the pool. Default: 1. */
  readonly maxConnections?: number;
}

/** A server works on two batches nearly as fast as on one; more would crowd out others. */
const WRITES_AT_ONCE = 2;
/** Of a pool that is large enough for an execution to take more than one. */
const SPARE_CONNECTIONS = 4;

const SEVERAL_LEADS = 'Several leads have this email, so the event was written without a lead.';

/** The activity log in PostgreSQL: one transaction a batch, one row per identity. */
export class PostgresSink implements EventSink, ReplaySink {
  readonly writesAtOnce: number;

  constructor(private readonly parts: PostgresSinkParts) {
    const { maxConnections = 1 } = parts;
    this.writesAtOnce = maxConnections >= SPARE_CONNECTIONS ? WRITES_AT_ONCE : 1;
  }

  write(events: readonly WritableEvent[], limits: WriteLimits): Promise<SinkReceipt[]> {
    return this.run(limits, false, (db) => this.insert(db, events));
  }

  replay(
    events: readonly WritableEvent[],
    limits: WriteLimits,
    { dryRun }: { readonly dryRun: boolean },
  ): Promise<ReplayReceipt[]> {
    return this.run(limits, dryRun, async (db) => {
      const locked = await lockEvents(db, events);
      const ours = events.filter((_, i) => locked[i] === true);
      const receipts = ours.length === 0 ? [] : await this.insert(db, ours);
      if (dryRun) await checkDeferred(db);
      const byEvent = new Map(ours.map((event, i) => [event, receipts[i]]));
      return events.map((event) => byEvent.get(event) ?? { outcome: 'busy' });
    });
  }

  private async run<T>(
    limits: WriteLimits,
    takesBack: boolean,
    work: (db: Queryable) => Promise<T>,
  ): Promise<T> {
    const { pool, clock } = this.parts;
    const { statementTimeout } = limits;
    // One silent try must leave time for the next.
    const answerBy = clock.elapsed() + CONNECT_TIMEOUT_MS + statementTimeout;
    const deadline = Math.min(limits.deadline, answerBy);
    try {
      return await withTransaction(pool, { clock, deadline, statementTimeout, takesBack }, work);
    } catch (error) {
      throw classifyError(error);
    }
  }

  private async insert(db: Queryable, events: readonly WritableEvent[]): Promise<SinkReceipt[]> {
    const firsts = firstOfEachIdentity(events);
    const inserted = await insertEvents(db, this.parts.schema, firsts);
    const written = new Map(
      firsts.flatMap((event, i) => {
        const answer = inserted[i];
        return answer?.isWritten === true ? [[event, writtenReceipt(event, answer)]] : [];
      }),
    );
    // A statement of its own: the one above cannot see rows that were committed while it ran.
    const present = events.filter((event) => !written.has(event));
    const stored =
      present.length === 0 ? [] : await findStoredHashes(db, this.parts.schema, present);
    const earlier = new Map(present.map((event, i) => [event, stored[i]]));
    return events.map((event) => written.get(event) ?? earlierReceipt(event, earlier.get(event)));
  }
}

/** Only the first event of an identity is inserted; its twins are compared with what is stored. */
function firstOfEachIdentity(events: readonly WritableEvent[]): WritableEvent[] {
  const firsts = new Map<string, WritableEvent>();
  for (const event of events) {
    const identity = `${event.tenantId}\0${event.dedupeKeyHash ?? event.id}`;
    if (!firsts.has(identity)) firsts.set(identity, event);
  }
  return [...firsts.values()];
}

function writtenReceipt(event: WritableEvent, answer: InsertedEvent): SinkReceipt {
  const warning = answer.hasSeveralLeads ? SEVERAL_LEADS : null;
  return { outcome: 'written', eventId: event.id, warning };
}

function earlierReceipt(event: WritableEvent, stored: StoredHash | undefined): SinkReceipt {
  const isSame = stored?.payloadHash === event.payloadHash;
  return {
    outcome: isSame ? 'duplicate' : 'conflict',
    eventId: stored?.eventId ?? event.id,
    warning: null,
  };
}
