import { z } from 'zod';
import type { LeadKeys } from '../../timeline/eventFilters';
import type { TimelineEvent } from '../../timeline/timelineEvent';
import type { QuotedSchema } from '../identifiers';
import type { Queryable } from '../queryable';
import { EVENT_COLUMNS, eventRowSchema, leadOfEvent, toEvent } from './eventColumns';
import { type TimelineSlice, sliceValues } from './timelineSlice';

// Events of one lead: linked ones by lead, others by Airtable id and by email. Newest first.
// Parameters: $1 tenant, $2 lead ids, $3 Airtable ids, $4 emails, then those of sliceValues.
const sql = (schema: QuotedSchema): string => `
  select ${EVENT_COLUMNS}
  from ${schema}.activity_timeline_of_lead($1::text, $2::uuid[], $3::text[], $4::text[],
    $5::uuid, $6::uuid, $7::text[], $8::text[], $9::text[], $10::boolean, $11::integer) e
  ${leadOfEvent(schema)}
  order by e.id desc`;

/** @returns at most `limit` events, each once */
export async function readTimelineOfLead(
  db: Queryable,
  schema: QuotedSchema,
  { keys, slice }: { keys: LeadKeys; slice: TimelineSlice },
): Promise<TimelineEvent[]> {
  const [tenant, ...rest] = sliceValues(slice);
  const values = [tenant, keys.leadIds, keys.airtableIds, keys.emails, ...rest];
  const { rows } = await db.query(sql(schema), values);
  return z.array(eventRowSchema).parse(rows).map(toEvent);
}
