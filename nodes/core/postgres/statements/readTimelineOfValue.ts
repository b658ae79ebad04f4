import { z } from 'zod';
import type { PlannedValue } from '../../timeline/planTimeline';
import type { TimelineEvent } from '../../timeline/timelineEvent';
import type { QuotedSchema } from '../identifiers';
import type { Queryable } from '../queryable';
import { EVENT_COLUMNS, eventRowSchema, leadOfEvent, toEvent } from './eventColumns';
import { type TimelineSlice, sliceValues } from './timelineSlice';

const FUNCTIONS: Readonly<Record<PlannedValue['kind'], string>> = {
  entity: 'activity_timeline_of_entity',
  user: 'activity_timeline_of_user',
  visitor: 'activity_timeline_of_visitor',
  session: 'activity_timeline_of_session',
  execution: 'activity_timeline_of_execution',
};

// Events of one entity, user, visitor, session or execution. Newest first.
// Parameters: $1 tenant, $2 what they have in common, then those of sliceValues.
const sql = (schema: QuotedSchema, kind: PlannedValue['kind']): string => `
  select ${EVENT_COLUMNS}
  from ${schema}.${FUNCTIONS[kind]}($1::text, $2::text,
    $3::uuid, $4::uuid, $5::text[], $6::text[], $7::text[], $8::boolean, $9::integer) e
  ${leadOfEvent(schema)}
  order by e.id desc`;

/** @returns at most `limit` events */
export async function readTimelineOfValue(
  db: Queryable,
  schema: QuotedSchema,
  { subject, slice }: { subject: PlannedValue; slice: TimelineSlice },
): Promise<TimelineEvent[]> {
  const [tenant, ...rest] = sliceValues(slice);
  const { rows } = await db.query(sql(schema, subject.kind), [tenant, subject.value, ...rest]);
  return z.array(eventRowSchema).parse(rows).map(toEvent);
}
