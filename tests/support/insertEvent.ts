import { randomBytes } from 'node:crypto';
import type { TestDatabase } from './testDatabase';

/** What a test says of a row; everything else is filled in. */
export interface EventRow {
  /** When it happened, ISO 8601; default 2026-01-15T12:00:00.000Z. */
  readonly at?: string;
  readonly id?: string;
  readonly tenantId?: string;
  readonly leadId?: string;
  readonly leadAirtableId?: string;
  readonly leadEmail?: string;
  readonly description?: string;
  readonly messageContent?: string;
}

export const TEST_EVENT_TYPE = 'TEST_EVENT';

/** The event type that inserted rows have. */
export async function registerTestEventType(database: TestDatabase): Promise<void> {
  await database.query('select register_event_type($1, $2)', [TEST_EVENT_TYPE, 'SYSTEM']);
}

/** An id for an event of this time, with a tail of its own. */
export function idAt(at: string): string {
  const head = new Date(at).getTime().toString(16).padStart(12, '0');
  const tail = randomBytes(8).toString('hex');
  return `${head.slice(0, 8)}-${head.slice(8)}-8${tail.slice(0, 3)}-8${tail.slice(3, 6)}-${tail.slice(6)}00`;
}

/** Writes one row straight into the log of the schema public. Returns its id. */
export async function insertEvent(database: TestDatabase, row: EventRow = {}): Promise<string> {
  const at = row.at ?? '2026-01-15T12:00:00.000Z';
  const id = row.id ?? idAt(at);
  await database.query(
    `insert into lead_activity_log (tenant_id, id, event_type, event_category, lead_id,
       lead_airtable_id, lead_email, description, message_content, source, payload_hash, "timestamp")
     values ($1, $2, $3, 'SYSTEM', $4, $5, $6, $7, $8, 'ui:test', sha256('x'), $9)`,
    [
      row.tenantId ?? 'default',
      id,
      TEST_EVENT_TYPE,
      row.leadId ?? null,
      row.leadAirtableId ?? null,
      row.leadEmail ?? null,
      row.description ?? 'Something happened',
      row.messageContent ?? null,
      at,
    ],
  );
  return id;
}

/** The partition that holds an event. */
export async function partitionOf(database: TestDatabase, id: string): Promise<string> {
  const rows = await database.query<{ name: string }>(
    'select tableoid::regclass::text as name from lead_activity_log where id = $1',
    [id],
  );
  return rows.map(({ name }) => name).join();
}
