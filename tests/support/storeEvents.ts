import type { TestDatabase } from './testDatabase';

/** Columns of a row that a test cares about; the rest is filled in. */
export interface StoredEvent {
  readonly id: string;
  readonly timestamp: string;
  readonly tenant_id?: string;
  readonly event_type?: string;
  readonly event_category?: string;
  readonly lead_id?: string | null;
  readonly lead_airtable_id?: string | null;
  readonly lead_email?: string | null;
  readonly user_id?: string | null;
  readonly entity_id?: string | null;
  readonly execution_id?: string | null;
  readonly session_id?: string | null;
  readonly visitor_token?: string | null;
  readonly source?: string;
  readonly message_content?: string | null;
  readonly description?: string;
  readonly metadata?: unknown;
}

/** An id as the writer makes it: the time in milliseconds, version 8, then `tail`. */
export function eventIdAt(timestamp: string, tail: number): string {
  const time = Date.parse(timestamp).toString(16).padStart(12, '0');
  const rest = tail.toString(16).padStart(18, '0');
  const hex = `${time}8${rest.slice(0, 3)}8${rest.slice(3)}`;
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

let counter = 0;

/** An SMS at a time, changed by `columns`; every call makes another id. */
export function smsAt(timestamp: string, columns: Partial<StoredEvent> = {}): StoredEvent {
  const iso = new Date(timestamp).toISOString();
  return { id: eventIdAt(iso, ++counter), timestamp: iso, ...columns };
}

/** Inserts rows as a foreign writer would: through SQL, past the node. Registers their types. */
export async function storeEvents(db: TestDatabase, events: readonly StoredEvent[]): Promise<void> {
  const rows = events.map((event) => ({
    tenant_id: 'default',
    event_type: 'MESSAGE_SENT',
    event_category: 'SMS',
    description: 'SMS sent',
    metadata: {},
    source: 'n8n:7',
    ...event,
  }));
  const payload = JSON.stringify(rows);
  await db.query(
    `select register_event_type(event_type, max(event_category))
     from jsonb_populate_recordset(null::lead_activity_log, $1::jsonb)
     group by event_type`,
    [payload],
  );
  await db.query(
    `insert into lead_activity_log (tenant_id, id, event_type, event_category, lead_id,
       lead_airtable_id, lead_email, user_id, entity_id, execution_id, session_id, visitor_token,
       message_content, description, metadata, source, payload_hash, "timestamp")
     select tenant_id, id, event_type, event_category, lead_id, lead_airtable_id, lead_email,
       user_id, entity_id, execution_id, session_id, visitor_token, message_content, description,
       metadata, source,
       '\\x00'::bytea, "timestamp"
     from jsonb_populate_recordset(null::lead_activity_log, $1::jsonb)`,
    [payload],
  );
}

/** Makes a lead and returns its id. */
export async function storeLead(
  db: TestDatabase,
  lead: Readonly<Record<string, string | null>>,
): Promise<string> {
  const [row] = await db.query<{ id: string }>(
    `insert into leads (id, tenant_id, airtable_record_id, first_name, last_name, email)
     select coalesce(id, gen_random_uuid()), tenant_id, airtable_record_id, first_name, last_name,
       email
     from jsonb_populate_record(null::leads, $1::jsonb)
     returning id`,
    [JSON.stringify(lead)],
  );
  if (row === undefined) throw new Error('The lead was not stored.');
  return row.id;
}
