import { z } from 'zod';
import type { RegisteredEventType } from '../../catalog/eventTypeDefinition';
import type { QuotedSchema } from '../identifiers';
import type { Queryable } from '../queryable';

// Every event type that the database knows, built-in and custom.
// Parameters: none.
const sql = (schema: QuotedSchema): string => `
  select name, category, description
  from ${schema}.activity_event_type
  order by category, name`;

const rowSchema = z.object({
  name: z.string(),
  category: z.string(),
  description: z.string().nullable(),
});

export async function listEventTypes(
  db: Queryable,
  schema: QuotedSchema,
): Promise<RegisteredEventType[]> {
  const { rows } = await db.query(sql(schema));
  return z.array(rowSchema).parse(rows);
}
