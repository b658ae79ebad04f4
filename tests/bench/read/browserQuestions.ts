import type { Filters } from './coreReads';
import { biggest, drawSubject } from './drawSubject';
import type { Field } from './field';
import { equal, n8nOffset, n8nQuery, n8nSelect } from './peers';
import type { Question, Reader } from './question';
import { walkTo } from './walkTo';

const ROUNDS = 300;
const COUNT_ROUNDS = 200;
/** The goal at 10 million events, in milliseconds. */
const ALLOWED = 15;
const WEEK = 7 * 86_400_000;
const PAGE = 50;
/** The page that must cost what the first costs, and how much more it may. */
const FAR_PAGE = 10_000;
const FAR_GOAL = 1 / 1.5;
/** Events of one page on the way there. */
const STRIDE = 1000;

/** What one wants to see of all events of a tenant. */
export async function browserQuestions(field: Field): Promise<Question[]> {
  const tenantOf = (turn: number): string => drawSubject(turn).tenant.id;
  const page = { rounds: ROUNDS, allowed: ALLOWED };
  return [
    {
      name: 'browser, newest',
      ours: search(field, (turn) => ({ tenant: tenantOf(turn) })),
      peers: [{ reader: n8nSelect(field, (turn) => [equal('tenant_id', tenantOf(turn))]) }],
      ...page,
    },
    { ...byType(field), ...page },
    { ...byCategoryAndWeek(field), ...page },
    await farPage(field),
    count(field, 'capped'),
    count(field, 'exact'),
  ];
}

function search(field: Field, filters: (turn: number) => Filters): Reader {
  return {
    name: 'core',
    read: async (turn) => (await field.core.search(filters(turn))).events.length,
  };
}

function byType(field: Field): Pick<Question, 'name' | 'ours' | 'peers'> {
  const wanted = (turn: number) => {
    const { tenant, eventType } = drawSubject(turn);
    return { tenant: tenant.id, eventType };
  };
  const ours = search(field, (turn) => {
    const { tenant, eventType } = wanted(turn);
    return { tenant, eventTypes: [eventType] };
  });
  const reader = n8nSelect(field, (turn) => {
    const { tenant, eventType } = wanted(turn);
    return [equal('tenant_id', tenant), equal('event_type', eventType)];
  });
  return { name: 'browser, one type', ours, peers: [{ reader }] };
}

function byCategoryAndWeek(field: Field): Pick<Question, 'name' | 'ours' | 'peers'> {
  const wanted = (turn: number) => {
    const { tenant, category, at } = drawSubject(turn);
    const start = field.oldest + at * (field.newest - field.oldest - WEEK);
    const [after, before] = [start, start + WEEK].map((time) => new Date(time).toISOString());
    return { tenant: tenant.id, category, after: after ?? '', before: before ?? '' };
  };
  const ours = search(field, (turn) => {
    const { tenant, category, after, before } = wanted(turn);
    return { tenant, categories: [category], after, before };
  });
  const reader = n8nSelect(field, (turn) => {
    const { tenant, category, after, before } = wanted(turn);
    const ofCategory = [equal('tenant_id', tenant), equal('event_category', category)];
    return [
      ...ofCategory,
      { column: 'timestamp', condition: '>=', value: after },
      { column: 'timestamp', condition: '<', value: before },
    ];
  });
  return { name: 'browser, one category and week', ours, peers: [{ reader }] };
}

/** By a cursor that was walked to, beside the first page of the same tenant. */
async function farPage(field: Field): Promise<Question> {
  const { tenant } = biggest();
  const { cursor, passed } = await walkTo((FAR_PAGE - 1) * PAGE, (from) =>
    field.core.search({ tenant }, { limit: STRIDE, cursor: from }),
  );
  const at = (name: string, from: string | null): Reader => ({
    name,
    read: async () => (await field.core.search({ tenant }, { cursor: from })).events.length,
  });
  return {
    name: `browser, page ${passed / PAGE + 1}`,
    ours: at('core', cursor),
    peers: [
      { reader: at('core, page 1', null), goal: FAR_GOAL },
      { reader: n8nOffset(field, { tenant_id: tenant }, passed) },
    ],
    rounds: ROUNDS,
    allowed: ALLOWED,
  };
}

function count(field: Field, total: 'capped' | 'exact'): Question {
  const tenantOf = (turn: number): string => drawSubject(turn).tenant.id;
  const rows = n8nQuery(field, 'count(*)', (turn) => ({
    text: 'select count(*) from lead_activity_log where tenant_id = $1',
    parameters: [tenantOf(turn)],
  }));
  return {
    name: `browser, newest, ${total} count`,
    ours: {
      name: 'core',
      read: async (turn) => {
        const page = await field.core.search({ tenant: tenantOf(turn) }, { total });
        return page.total?.count ?? 0;
      },
    },
    peers: [{ reader: rows }],
    rounds: COUNT_ROUNDS,
    readsAll: total === 'exact',
  };
}
