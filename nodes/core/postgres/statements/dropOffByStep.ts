import { z } from 'zod';
import type { EventScope } from '../../timeline/eventFilters';
import type { QuotedSchema } from '../identifiers';
import type { Queryable } from '../queryable';
import { eventConditions } from './eventConditions';
import { leadEvents } from './leadEvents';

// How many leads came to each step: a lead's events in order spell a path, one letter a step, and
// a step is reached when its letter and those before it occur in this order.
// Parameters: those of eventConditions, then the steps' types, then a pattern for each step.
const sql = (schema: QuotedSchema, { where, steps, patterns }: Parts): string => `
  with events as (${leadEvents(schema, { where, mark: `array_position(${steps}::text[], e.event_type::text)` })}
  ),
  paths as (
    select string_agg(substr('${LETTERS}', mark, 1), ''
      order by substring(uuid_send(id) from 1 for ${TIME_BYTES}), mark) as path
    from events
    group by lead, reference
  )
  select count(p.path)::int as leads
  from unnest(${patterns}::text[]) with ordinality as step(pattern, place)
  left join paths p on p.path like step.pattern
  group by step.place
  order by step.place`;

interface Parts {
  readonly where: string;
  readonly steps: string;
  readonly patterns: string;
}

/** One for each of at most 20 steps. */
const LETTERS = 'abcdefghijklmnopqrst';
/** The head of an id is its time: events of one millisecond have no order but that of the steps. */
const TIME_BYTES = 6;

const rowSchema = z.object({ leads: z.number().int() });

/**
 * @param scope holds the types of the steps alone
 * @param steps 2 to 20 types
 * @returns for each step how many leads came to it, each step not before the one above
 */
export async function dropOffByStep(
  db: Queryable,
  schema: QuotedSchema,
  { scope, steps }: { scope: EventScope; steps: readonly string[] },
): Promise<number[]> {
  const { text, values } = eventConditions(scope);
  const patterns = steps.map((_, at) => `${LETTERS.slice(0, at + 1).replace(/./g, '%$&')}%`);
  const parts = {
    where: text,
    steps: `$${values.push(steps)}`,
    patterns: `$${values.push(patterns)}`,
  };
  const { rows } = await db.query(sql(schema, parts), values);
  return z
    .array(rowSchema)
    .parse(rows)
    .map((row) => row.leads);
}
