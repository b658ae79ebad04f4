import { drawSubject } from './drawSubject';
import type { Field } from './field';
import { PLANTED } from './logText';
import { type Clause } from './n8nStatement';
import { equal, n8nSelect } from './peers';
import type { Question } from './question';

const ROUNDS = 300;
/** The goal at 10 million events, in milliseconds. */
const ALLOWED = 100;

/** What one looks for by words, in all events of a tenant and in those of one lead. */
export function textQuestions(field: Field): Question[] {
  return [
    ...(['rare', 'medium', 'common'] as const).map((frequency) => inTenant(field, frequency)),
    insideLead(field),
  ];
}

function inTenant(field: Field, frequency: keyof typeof PLANTED): Question {
  const { word } = PLANTED[frequency];
  const tenantOf = (turn: number): string => drawSubject(turn).tenant.id;
  return {
    name: `text, a ${frequency} word`,
    ours: {
      name: 'core',
      read: async (turn) => {
        const page = await field.core.search({ tenant: tenantOf(turn), query: word });
        return page.events.length;
      },
    },
    peers: [
      { reader: n8nSelect(field, (turn) => [equal('tenant_id', tenantOf(turn)), holds(word)]) },
    ],
    allowed: ALLOWED,
    rounds: ROUNDS,
    // In a small log, the tenants that have it may not be drawn.
    mayBeEmpty: frequency === 'rare',
  };
}

function insideLead(field: Field): Question {
  const { word } = PLANTED.common;
  const wanted = (turn: number) => {
    const { tenant, leadId } = drawSubject(turn);
    return { tenant: tenant.id, lead: leadId };
  };
  const where = (turn: number): Clause[] => {
    const { tenant, lead } = wanted(turn);
    return [equal('tenant_id', tenant), equal('lead_id', lead), holds(word)];
  };
  return {
    name: 'text, a common word of one lead',
    ours: {
      name: 'core',
      read: async (turn) => {
        const page = await field.core.search({ ...wanted(turn), query: word });
        return page.events.length;
      },
    },
    peers: [{ reader: n8nSelect(field, where) }],
    allowed: ALLOWED,
    rounds: ROUNDS,
  };
}

const holds = (word: string): Clause => ({
  column: 'message_content',
  condition: 'LIKE',
  value: `%${word}%`,
});
