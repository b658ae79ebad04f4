import type { QuotedSchema } from '../identifiers';
import type { Queryable } from '../queryable';

// Registers custom event types of one category; those that exist stay as they are.
// Parameters: $1 names, $2 category.
const sql = (schema: QuotedSchema): string => `
  select ${schema}.register_event_type(name, $2::text)
  from unnest($1::text[]) as name`;

export async function registerEventTypes(
  db: Queryable,
  schema: QuotedSchema,
  types: { readonly names: readonly string[]; readonly category: string },
): Promise<void> {
  await db.query(sql(schema), [types.names, types.category]);
}
