import type { WritableEvent } from '../activity/activityEvent';
import type { Clock } from '../ports';
import { classifyError } from '../postgres/classifyError';
import type { QuotedSchema } from '../postgres/identifiers';
import type { PostgresPool } from '../postgres/pool';
import type { Queryable } from '../postgres/queryable';
import { findStoredHashes } from '../postgres/statements/findStoredHashes';
import { insertEvents } from '../postgres/statements/insertEvents';
import { withTransaction } from '../postgres/withTransaction';
import type { EventSink, SinkReceipt, WriteLimits } from './eventSink';

/** What the sink for `lead_activity_log` is made of. */
export interface PostgresSinkParts {
  readonly pool: PostgresPool;
  readonly schema: QuotedSchema;
  readonly clock: Clock;
}

const SEVERAL_LEADS = 'Several leads have this email, so the event was written without a lead.';

/** The activity log in PostgreSQL: one transaction a batch, one row per identity. */
export class PostgresSink implements EventSink {
  constructor(private readonly parts: PostgresSinkParts) {}

  async write(events: readonly WritableEvent[], limits: WriteLimits): Promise<SinkReceipt[]> {
    const firsts = firstOfEachIdentity(events);
    const distinct = [...firsts.values()];
    const receipts = await this.writeDistinct(distinct, limits);
    const receiptOf = new Map(distinct.map((event, i) => [event, receipts[i]]));
    return events.map((event) => {
      const first = firsts.get(identityOf(event)) ?? event;
      return receiptFor(event, first, receiptOf.get(first));
    });
  }

  private async writeDistinct(
    events: readonly WritableEvent[],
    limits: WriteLimits,
  ): Promise<SinkReceipt[]> {
    const { pool, clock } = this.parts;
    try {
      return await withTransaction(pool, { clock, ...limits }, (db) => this.insert(db, events));
    } catch (error) {
      throw classifyError(error);
    }
  }

  private async insert(db: Queryable, events: readonly WritableEvent[]): Promise<SinkReceipt[]> {
    const inserted = await insertEvents(db, this.parts.schema, events);
    const present = events.filter((_, i) => inserted[i]?.isWritten === false);
    // A statement of its own: the one above cannot see rows that were committed while it ran.
    const stored =
      present.length === 0 ? [] : await findStoredHashes(db, this.parts.schema, present);
    const storedOf = new Map(present.map((event, i) => [event, stored[i]]));
    return events.map((event, i) => {
      const earlier = storedOf.get(event);
      if (earlier === undefined) {
        const warning = (inserted[i]?.emailLeads ?? 0) > 1 ? SEVERAL_LEADS : null;
        return { outcome: 'written', eventId: event.id, warning };
      }
      const isSame = earlier.payloadHash === event.payloadHash;
      return {
        outcome: isSame ? 'duplicate' : 'conflict',
        eventId: earlier.eventId,
        warning: null,
      };
    });
  }
}

function identityOf(event: WritableEvent): string {
  return `${event.tenantId}\0${event.dedupeKeyHash ?? event.id}`;
}

function firstOfEachIdentity(events: readonly WritableEvent[]): Map<string, WritableEvent> {
  const firsts = new Map<string, WritableEvent>();
  for (const event of events) {
    const identity = identityOf(event);
    if (!firsts.has(identity)) firsts.set(identity, event);
  }
  return firsts;
}

/** Two events of one batch with the same identity are compared here: SQL would refuse them both. */
function receiptFor(
  event: WritableEvent,
  first: WritableEvent,
  receipt: SinkReceipt | undefined,
): SinkReceipt {
  if (receipt === undefined) throw new Error('The sink answered for fewer events than it took.');
  if (event === first) return receipt;
  const isSame = event.payloadHash === first.payloadHash;
  if (isSame && receipt.outcome === 'conflict') return receipt;
  return { outcome: isSame ? 'duplicate' : 'conflict', eventId: receipt.eventId, warning: null };
}
