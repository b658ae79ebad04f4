import { countEventsOfScope } from './reading/countEventsOfScope';
import type { QuotedSchema } from './postgres/identifiers';
import type { Queryable } from './postgres/queryable';
import { answeredLeads } from './postgres/statements/answeredLeads';
import { dropOffByStep } from './postgres/statements/dropOffByStep';
import { listEventTypes } from './postgres/statements/listEventTypes';
import { readInTransaction, type ReadParts } from './reading/readTransaction';
import { resolveFilters } from './reading/resolveFilters';
import { checkSummaryTypes } from './timeline/checkSummaryTypes';
import type { EventScope } from './timeline/eventFilters';
import { everythingOf } from './timeline/everythingOf';
import { HIGHEST_ID, timeOfId, lowestIdAt } from './timeline/idRange';
import { planSummary, type SummaryPlan } from './timeline/planSummary';
import { rollUp } from './timeline/rollUp';
import type { Answered, AnsweredRequest, Step, Summary, SummaryRequest } from './timeline/summary';

const HOUR = 3_600_000;

/**
 * Counts the events that the filters let through. All numbers are of one moment. Works with a
 * read-only role and on a standby.
 *
 * Leads in `answered` and `dropOff`: an event that is not linked yet counts for the lead that it
 * will be linked to, or else for its Airtable record id or email, as one lead each; an event that
 * names nobody counts for none. A lead of several tenants is one lead.
 *
 * `answered`: messages are what all filters let through. A reply has the same tenants and lead
 * filter, occurs in the millisecond of the message or up to `withinHours` after it (included, also
 * beyond the end of the dates), and need not pass the other filters.
 *
 * `dropOff`: every step must pass all filters. Events of the same millisecond count in the order
 * of the steps.
 * @throws ConfigurationError for a parameter, credential or privilege that must be corrected
 * @throws MigrationNeededError when tables are missing
 * @throws TargetUnavailableError when the database does not answer or refuses for now
 * @throws CancelledError when `parts.signal` is aborted
 */
export function summarizeEvents(request: SummaryRequest, parts: ReadParts): Promise<Summary> {
  const plan = planSummary(request, parts.clock.now());
  return readInTransaction(parts, plan.statementTimeout, (db) => summarize(db, parts.schema, plan));
}

async function summarize(db: Queryable, schema: QuotedSchema, plan: SummaryPlan): Promise<Summary> {
  const { scope, notices } = await resolveFilters(db, schema, plan.filters);
  const registered = await listEventTypes(db, schema);
  checkSummaryTypes(plan, registered);
  const { timeZone, answered, steps } = plan;
  const counts = await countEventsOfScope(db, schema, { scope, timeZone, registered });
  return {
    ...rollUp(counts),
    answered: answered === null ? null : await readAnswered(db, schema, { scope, answered }),
    dropOff: steps.length === 0 ? null : await readDropOff(db, schema, { scope, steps }),
    notices,
  };
}

async function readAnswered(
  db: Queryable,
  schema: QuotedSchema,
  { scope, answered }: { scope: EventScope; answered: AnsweredRequest },
): Promise<Answered> {
  const { messageTypes, replyTypes, withinHours } = answered;
  const withinMs = Math.floor(withinHours * HOUR);
  const messages = { ...scope, eventTypes: messageTypes };
  const replies = repliesTo(scope, { replyTypes, withinMs });
  const query = { messages, replies, withinMs };
  const { leads, answeredLeads: some } = await answeredLeads(db, schema, query);
  return { withinHours, leads, answeredLeads: some, share: leads === 0 ? null : some / leads };
}

/** Date, tenant and lead narrow replies too; the rest says which messages are meant. */
function repliesTo(
  { tenants, leadKeys, from, below }: EventScope,
  { replyTypes, withinMs }: { replyTypes: readonly string[]; withinMs: number },
): EventScope {
  const until = below === HIGHEST_ID ? below : lowestIdAt(timeOfId(below) + withinMs);
  const within = everythingOf(tenants, { from, below: until });
  return { ...within, leadKeys, eventTypes: replyTypes };
}

async function readDropOff(
  db: Queryable,
  schema: QuotedSchema,
  { scope, steps }: { scope: EventScope; steps: readonly string[] },
): Promise<Step[]> {
  const query = { scope: { ...scope, eventTypes: steps }, steps };
  const reached = await dropOffByStep(db, schema, query);
  const entered = reached[0] ?? 0;
  return steps.map((eventType, at) => {
    const leads = reached[at] ?? 0;
    const above = at === 0 ? leads : (reached[at - 1] ?? 0);
    const share = entered === 0 ? null : leads / entered;
    return { eventType, leads, share, droppedOff: above - leads };
  });
}
