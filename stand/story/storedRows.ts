import { z } from 'zod';
import { ACTIVITY_DATABASE } from '../activityDatabase';
import type { EmbeddedServer } from '../embeddedPostgres';

const text = z.string().nullable();

/** A row of lead_activity_log: all that a sender can give, and what follows from it. */
const rowSchema = z.object({
  id: z.string(),
  tenant_id: z.string(),
  event_type: z.string(),
  event_category: z.string(),
  lead_id: text,
  lead_airtable_id: text,
  lead_email: text,
  client_id: text,
  user_id: text,
  visitor_token: text,
  entity_id: text,
  session_id: text,
  tier: text,
  description: z.string(),
  message_content: text,
  metadata: z.record(z.string(), z.unknown()),
  source: z.string(),
  url: text,
  environment: text,
  workflow_id: text,
  execution_id: text,
  created_by: text,
  schema_version: z.number(),
  timestamp: z.date().transform((date) => date.toISOString()),
});
export type StoredRow = z.infer<typeof rowSchema>;

/** Every row of the log. */
export async function readRows(server: EmbeddedServer): Promise<StoredRow[]> {
  const columns = Object.keys(rowSchema.shape).map((name) => `"${name}"`);
  const rows = await server.query(
    ACTIVITY_DATABASE,
    `select ${columns.join(', ')} from lead_activity_log order by id`,
  );
  return z.array(rowSchema).parse(rows);
}

/** Deletes one row, past the triggers that refuse it: the story must notice. */
export async function deleteOneRow(server: EmbeddedServer): Promise<void> {
  await server.query(
    ACTIVITY_DATABASE,
    `do $$
     begin
       set local session_replication_role = replica;
       delete from lead_activity_log
       where id = (select id from lead_activity_log order by id offset 3 limit 1);
       if not found then raise exception 'There was no row to delete.'; end if;
     end
     $$`,
  );
}
