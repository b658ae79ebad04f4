import { requestFor } from '../../support/requestFor';
import { biggest, drawSubject, type Subject } from './drawSubject';
import type { Field } from './field';
import { equal, getById, n8nOffset, n8nSelect } from './peers';
import type { Question, Reader } from './question';
import { walkTo } from './walkTo';

const ROUNDS = 300;
/** The goals at 10 million events: milliseconds, and how often a get by id. */
const ALLOWED = 8;
const TIMES_BY_ID = 8;
/** Events of one page on the way to a depth. */
const STRIDE = 100;
/** How deep inside the timeline of a lead; in a shorter one, near its end. */
const DEPTH = 25_000;

/** What one wants to know of one lead. */
export async function timelineQuestions(field: Field): Promise<Question[]> {
  const byId = { reader: getById(field), goal: 1 / TIMES_BY_ID };
  const question = (name: string, ours: Reader, n8n: Reader): Question => ({
    name,
    ours,
    peers: [{ reader: n8n }, byId],
    allowed: ALLOWED,
    rounds: ROUNDS,
  });
  const { tenant, leadId } = biggest();
  const busiest = { tenant, leadId };
  const { cursor, passed } = await deepInside(field, busiest);
  const lead = (turn: number): Lead => leadOf(drawSubject(turn));
  return [
    question('timeline of a random lead', timeline(field, lead), select(field, lead)),
    question(
      'timeline of the busiest lead',
      timeline(field, () => busiest),
      select(field, () => busiest),
    ),
    question(
      `timeline of the busiest lead below ${passed} events`,
      timeline(field, () => ({ ...busiest, cursor })),
      n8nOffset(field, { tenant_id: tenant, lead_id: leadId }, passed),
    ),
    question(
      'timeline of a random lead, one category',
      timeline(field, (turn) => ({ ...lead(turn), category: drawSubject(turn).category })),
      select(field, (turn) => ({ ...lead(turn), category: drawSubject(turn).category })),
    ),
  ];
}

interface Lead {
  readonly tenant: string;
  readonly leadId: string;
  readonly category?: string;
  readonly cursor?: string;
}

function leadOf({ tenant, leadId }: Subject): Lead {
  return { tenant: tenant.id, leadId };
}

function timeline(field: Field, lead: (turn: number) => Lead): Reader {
  return {
    name: 'core',
    read: async (turn) => (await field.core.timeline(requestOf(lead(turn)))).events.length,
  };
}

function requestOf({ tenant, leadId, category, cursor = '' }: Lead, limit = 50) {
  const categories = category === undefined ? [] : [category];
  const subject = { kind: 'lead', by: 'id', value: leadId } as const;
  return requestFor(subject, { tenant, categories }, { limit, cursor });
}

function select(field: Field, lead: (turn: number) => Lead): Reader {
  return n8nSelect(field, (turn) => {
    const { tenant, leadId, category } = lead(turn);
    const ofLead = [equal('tenant_id', tenant), equal('lead_id', leadId)];
    return category === undefined ? ofLead : [...ofLead, equal('event_category', category)];
  });
}

function deepInside(field: Field, lead: Lead) {
  return walkTo(DEPTH, (cursor) =>
    field.core.timeline(requestOf({ ...lead, cursor: cursor ?? '' }, STRIDE)),
  );
}
