import { biggest, drawSubject } from './drawSubject';
import type { Field } from './field';
import { n8nQuery } from './peers';
import type { Question } from './question';

const ROUNDS = 200;
/** The goal at 10 million events, in milliseconds. */
const ALLOWED = 50;
const SPAN = 30 * 86_400_000;

/** Counts of everything that one asks Summarize for, in one statement. */
const GROUPED = `select event_type, event_category, source, "timestamp"::date as day,
    count(*), min("timestamp"), max("timestamp")
  from lead_activity_log where tenant_id = $1 and "timestamp" >= $2 and "timestamp" < $3
  group by 1, 2, 3, 4`;

/** What happened in the newest 30 days. */
export function summaryQuestions(field: Field): Question[] {
  const { tenant } = biggest();
  return [
    summary(field, 'Summarize 30 days of a random tenant', (turn) => drawSubject(turn).tenant.id),
    summary(field, 'Summarize 30 days of the biggest tenant', () => tenant),
  ];
}

function summary(field: Field, name: string, tenantOf: (turn: number) => string): Question {
  // The newest event is in the span too.
  const before = new Date(field.newest + 1).toISOString();
  const after = new Date(field.newest + 1 - SPAN).toISOString();
  return {
    name,
    ours: {
      name: 'core',
      read: async (turn) => {
        const filters = { tenant: tenantOf(turn), after, before };
        return (await field.core.summarize(filters)).events;
      },
    },
    peers: [
      {
        reader: n8nQuery(field, 'GROUP BY', (turn) => ({
          text: GROUPED,
          parameters: [tenantOf(turn), after, before],
        })),
      },
    ],
    allowed: ALLOWED,
    rounds: ROUNDS,
  };
}
