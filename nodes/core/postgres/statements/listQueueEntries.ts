import { z } from 'zod';
import type { ListedEntry } from '../../retryQueue/queueEntry';
import type { ListRequest } from '../../retryQueue/retryStore';
import type { QuotedSchema } from '../identifiers';
import type { Queryable } from '../queryable';
import { QUEUE_CONDITIONS, queueConditionValues } from './queueConditions';
import { QUEUE_ENTRY_FACTS, queueEntryRow } from './queueEntryRow';

// A page of the entries of a target, oldest failure first; claims none.
// Parameters: $1 to $12 see QUEUE_CONDITIONS, $13 states, $14 to $17 first failure, event id, tenant
//   and hex of the payload hash of the last entry before the page or null, $18 limit, $19 whether
//   payloads are wanted.
const sql = (schema: QuotedSchema): string => `
  select ${QUEUE_ENTRY_FACTS},
    case when $19::boolean then convert_from(q.payload, 'UTF8') end as payload
  from ${schema}.activity_retry_queue q
  where ${QUEUE_CONDITIONS}
    and q.state = any($13::text[])
    and ($14::timestamptz is null or (q.first_failed_at, q.event_id, q.tenant_id, q.payload_hash)
      > ($14::timestamptz, $15::uuid, $16::text, decode($17::text, 'hex')))
  order by q.first_failed_at, q.event_id, q.tenant_id, q.payload_hash
  limit $18::int`;

/** Where a page ends. */
export type QueuePlace = Pick<
  ListedEntry,
  'firstFailedAt' | 'eventId' | 'tenantId' | 'payloadHash'
>;

export interface QueuePage {
  readonly entries: ListedEntry[];
  /** Rows that are no entry of this version. */
  readonly unreadable: number;
  /** After its last row; null when there is no more. */
  readonly next: QueuePlace | null;
}

const placeSchema = z
  .object({
    first_failed_at: z.date(),
    event_id: z.string(),
    tenant_id: z.string(),
    payload_hash: z.string(),
  })
  .transform((row) => ({
    firstFailedAt: row.first_failed_at.toISOString(),
    eventId: row.event_id,
    tenantId: row.tenant_id,
    payloadHash: row.payload_hash,
  }));

/** @param request of at least one state */
export async function listQueueEntries(
  db: Queryable,
  schema: QuotedSchema,
  request: Omit<ListRequest, 'after'> & { readonly after: QueuePlace | null },
): Promise<QueuePage> {
  const { after, withPayload, limit } = request;
  const { rows } = await db.query(sql(schema), [
    ...queueConditionValues(request.target, request.filter),
    request.states,
    after?.firstFailedAt ?? null,
    after?.eventId ?? null,
    after?.tenantId ?? null,
    after?.payloadHash ?? null,
    limit,
    withPayload,
  ]);
  const entries = rows.flatMap((row) => listedEntry(row) ?? []);
  return {
    entries,
    unreadable: rows.length - entries.length,
    next: rows.length < limit ? null : placeSchema.parse(rows.at(-1)),
  };
}

const payloadSchema = z.looseObject({ payload: z.string().nullable() });

/** Null when it cannot be read. */
function listedEntry(row: unknown): ListedEntry | null {
  const given = payloadSchema.parse(row);
  const entry = queueEntryRow.safeParse({ ...given, payload: given.payload ?? '' });
  return entry.success ? { ...entry.data, payload: given.payload } : null;
}
