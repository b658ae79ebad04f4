import { z } from 'zod';
import type { TimelineLead } from '../../timeline/timelineEvent';

/** What a lead shows, of whatever has these columns. */
export const LEAD_COLUMNS = 'id, airtable_record_id, first_name, last_name, email';

const text = z.string().nullable();
const leadRowSchema = z.object({
  id: z.string(),
  airtable_record_id: text,
  first_name: text,
  last_name: text,
  email: text,
});

export function toLead(row: z.infer<typeof leadRowSchema>): TimelineLead {
  return {
    id: row.id,
    airtableId: row.airtable_record_id,
    firstName: row.first_name,
    lastName: row.last_name,
    email: row.email,
  };
}

/** Rows of `LEAD_COLUMNS` → leads. */
export const leadRows = z.array(leadRowSchema.transform(toLead));
