import { z } from 'zod';
import type { EventScope } from '../../timeline/eventFilters';
import type { QuotedSchema } from '../identifiers';
import type { Queryable } from '../queryable';
import { eventConditions } from './eventConditions';
import { leadEvents } from './leadEvents';

// How many leads were written to, and how many of them replied in time. Only of leads that replied
// are messages and replies put in order; a reply then follows the latest message before it.
// Parameters: eventConditions of the messages, those of the replies, then milliseconds to answer in.
const sql = (schema: QuotedSchema, { messages, replies, within }: Parts): string => `
  with events as materialized (${leadEvents(schema, { where: messages, mark: 'false' })}
    union all${leadEvents(schema, { where: replies, mark: 'true' })}
  ),
  timed as (
    select lead, reference, mark as is_reply, ${schema}.activity_id_ms(id) as ms
    from events
    where lead in (select lead from events where mark)
      or reference in (select reference from events where mark)
  ),
  paired as (
    select lead, reference, is_reply, ms, max(ms) filter (where not is_reply) over (
      partition by lead, reference order by ms, is_reply rows unbounded preceding) as message_ms
    from timed
  )
  select
    (select count(*)::int
     from (select distinct lead, reference from events where not mark) written_to) as leads,
    (select count(*)::int
     from (select distinct lead, reference from paired
           where is_reply and ms - message_ms <= ${within}::bigint) answered) as answered_leads`;

interface Parts {
  readonly messages: string;
  readonly replies: string;
  readonly within: string;
}

const rowSchema = z
  .object({ leads: z.number().int(), answered_leads: z.number().int() })
  .transform((row) => ({ leads: row.leads, answeredLeads: row.answered_leads }));

/** Messages, the events that may answer them, and how long after a message they may. */
export interface AnswersQuery {
  readonly messages: EventScope;
  readonly replies: EventScope;
  readonly withinMs: number;
}

/** A reply counts from the millisecond of the message on, to `withinMs` after it, both included. */
export async function answeredLeads(
  db: Queryable,
  schema: QuotedSchema,
  { messages, replies, withinMs }: AnswersQuery,
): Promise<z.infer<typeof rowSchema>> {
  const { text, values } = eventConditions(messages);
  const others = eventConditions(replies);
  const parts = {
    messages: text,
    replies: numberedAfter(others.text, values.length),
    within: `$${values.push(...others.values, withinMs)}`,
  };
  const { rows } = await db.query(sql(schema, parts), values);
  return rowSchema.parse(rows[0]);
}

/** The same conditions, for values that come behind `count` others. */
function numberedAfter(text: string, count: number): string {
  return text.replace(/\$(\d+)/g, (_, place: string) => `$${Number(place) + count}`);
}
