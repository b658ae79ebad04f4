import { text } from 'node:stream/consumers';
import { exportEvents } from '../../nodes/core/exportEvents';
import { getEvent } from '../../nodes/core/getEvent';
import { queryTimeline, readWholeTimeline } from '../../nodes/core/queryTimeline';
import type { ReadParts } from '../../nodes/core/reading/readTransaction';
import { searchEvents, walkSearch } from '../../nodes/core/searchEvents';
import { searchLeads } from '../../nodes/core/searchLeads';
import { summarizeEvents } from '../../nodes/core/summarizeEvents';
import type { ExportRequest } from '../../nodes/core/timeline/exportRequest';
import type { FilterRequest } from '../../nodes/core/timeline/filterRequest';
import type { SearchRequest } from '../../nodes/core/timeline/searchRequest';
import type {
  LeadBy,
  TimelineRequest,
  ValueSubject,
} from '../../nodes/core/timeline/timelineRequest';
import { requestFor } from './requestFor';
import { silentLogger } from './silentLogger';
import { noFilters } from './noFilters';

/** What a reader asks about. */
export interface Question {
  readonly tenant: string;
  readonly eventId: string;
  readonly leadId: string;
  readonly airtableId: string;
  readonly email: string;
  /** A part of names of leads. */
  readonly name: string;
  /** A word in descriptions of events. */
  readonly word: string;
  /** Entity, user, visitor, session and execution of events. */
  readonly value: string;
  /** Milliseconds. */
  readonly statementTimeout: number;
}

/** What an operation showed. */
export interface Shown {
  /** Events or leads. */
  readonly count: number;
  /** All of it, to be compared and searched through. */
  readonly all: unknown;
}

/** One way to read the log. */
export interface EveryRead {
  readonly name: string;
  /** The operation's request; its leaves are the parameters. */
  ask(question: Question): object;
  run(request: object, parts: ReadParts): Promise<Shown>;
}

function way<Request extends object>(
  name: string,
  ask: (question: Question) => Request,
  run: (request: Request, parts: ReadParts) => Promise<Shown>,
): EveryRead {
  return { name, ask, run: (request, parts) => run(request as Request, parts) };
}

const listing = (page: { readonly events: readonly unknown[] }): Shown => ({
  count: page.events.length,
  all: page,
});

const readTimeline = async (request: TimelineRequest, parts: ReadParts): Promise<Shown> =>
  listing(await queryTimeline(request, parts));

const ofLead = (by: LeadBy, value: (question: Question) => string): EveryRead =>
  way(
    `Get Timeline of a lead by ${by}`,
    (question) => {
      const { tenant, statementTimeout } = question;
      const subject = { kind: 'lead', by, value: value(question) } as const;
      return { ...requestFor(subject, { tenant }), statementTimeout };
    },
    readTimeline,
  );

const ofValue = (kind: ValueSubject): EveryRead =>
  way(
    `Get Timeline of ${kind}`,
    ({ tenant, value, statementTimeout }) => ({
      ...requestFor({ kind, value }, { tenant }),
      statementTimeout,
    }),
    readTimeline,
  );

/** Forward by one cursor, and back by the other. */
async function turnPages(request: TimelineRequest, parts: ReadParts): Promise<Shown> {
  const first = await queryTimeline(request, parts);
  const second = await queryTimeline(
    { ...request, cursor: first.nextCursor, startAt: null },
    parts,
  );
  const back = { ...request, cursor: second.previousCursor, startAt: null };
  const again = await queryTimeline(back, parts);
  return { count: second.events.length, all: [first, second, again] };
}

const search = (
  name: string,
  order: Pick<SearchRequest, 'sortBy' | 'direction' | 'total'>,
  filters: (question: Question) => Partial<FilterRequest> = () => ({}),
): EveryRead =>
  way(
    `Search ${name}`,
    (question): SearchRequest => ({
      ...{ filters: filtersOf(question, filters(question)), ...order, limit: 50, cursor: null },
      ...{ startAt: null, timeZone: 'UTC', statementTimeout: question.statementTimeout },
    }),
    async (request, parts) => listing(await searchEvents(request, parts)),
  );

const filtersOf = ({ tenant }: Question, some: Partial<FilterRequest>): FilterRequest => ({
  ...noFilters(tenant),
  ...some,
});

async function walkPages(request: SearchRequest, parts: ReadParts): Promise<Shown> {
  const pages = [];
  for await (const page of walkSearch(request, parts)) pages.push(page);
  return { count: pages.flatMap(({ events }) => events).length, all: pages };
}

const exported = (format: ExportRequest['format']): EveryRead =>
  way(
    `Export ${format}`,
    (question): ExportRequest => ({
      ...{ filters: filtersOf(question, {}), format, timeZone: 'UTC' },
      statementTimeout: question.statementTimeout,
    }),
    async (request, parts) => {
      const file = await exportEvents(request, { ...parts, logger: silentLogger });
      const content = await text(file.stream);
      return { count: file.rows(), all: [content, file.notices] };
    },
  );

const BY_TIME = { sortBy: 'time', direction: 'descending', total: 'none' } as const;
const WHOLE = { ...BY_TIME, limit: 50, cursor: null, startAt: null, timeZone: 'UTC' } as const;
const TYPES = { messageTypes: ['MESSAGE_SENT'], replyTypes: ['INBOUND_REPLY'], withinHours: 24 };

/** Every operation of Query Timeline in every way that has a statement of its own. */
export const EVERY_READ: readonly EveryRead[] = [
  ofLead('id', ({ leadId }) => leadId),
  ofLead('airtableId', ({ airtableId }) => airtableId),
  ofLead('email', ({ email }) => email),
  ofLead('any', ({ email }) => email),
  ofLead('name', ({ name }) => name),
  ...(['entity', 'user', 'visitor', 'session', 'execution'] as const).map(ofValue),
  way(
    'Get Timeline forward and back',
    ({ tenant, value, statementTimeout }) => ({
      ...requestFor({ kind: 'entity', value }, { tenant }, { limit: 2, startAt: '9000-01-01' }),
      statementTimeout,
    }),
    turnPages,
  ),
  way(
    'Get Timeline to its end',
    ({ tenant, value, statementTimeout }) => ({
      ...requestFor({ kind: 'user', value }, { tenant }),
      statementTimeout,
    }),
    async (request, parts) => listing(await readWholeTimeline(request, parts)),
  ),
  search('newest first', { ...BY_TIME, total: 'capped' }),
  search('oldest first', { ...BY_TIME, direction: 'ascending', total: 'exact' }),
  search('by lead', { sortBy: 'lead', direction: 'ascending', total: 'estimated' }),
  search('by type', { sortBy: 'type', direction: 'descending', total: 'none' }),
  search('for words', { ...BY_TIME, total: 'exact' }, ({ word }) => ({ query: word })),
  search('for a name', { ...BY_TIME, total: 'exact' }, ({ name }) => ({ query: name })),
  search('of a lead', { ...BY_TIME, total: 'capped' }, ({ name }) => ({ lead: name })),
  search('of an email', { ...BY_TIME, total: 'exact' }, ({ email }) => ({ lead: email })),
  search('of an execution', BY_TIME, ({ value }) => ({ executionId: value })),
  way(
    'Search to its end',
    (question): SearchRequest => ({
      ...{ ...WHOLE, filters: filtersOf(question, {}), sortBy: 'lead', total: 'exact' },
      statementTimeout: question.statementTimeout,
    }),
    walkPages,
  ),
  way(
    'Get',
    ({ tenant, eventId, statementTimeout }) => ({ tenant, id: eventId, statementTimeout }),
    async (request, parts) => {
      const found = await getEvent(request, parts);
      return { count: found.event === null ? 0 : 1, all: found };
    },
  ),
  way(
    'Summarize',
    (question) => ({
      ...{ filters: filtersOf(question, {}), answered: TYPES, timeZone: 'UTC' },
      ...{ steps: ['MESSAGE_SENT', 'INBOUND_REPLY'], statementTimeout: question.statementTimeout },
    }),
    async (request, parts) => {
      const summary = await summarizeEvents(request, parts);
      return { count: summary.events, all: summary };
    },
  ),
  way(
    'Summarize what is said of a lead',
    (question) => ({
      ...{ filters: filtersOf(question, { lead: question.email, query: question.word }) },
      ...{ answered: TYPES, steps: [], timeZone: 'Europe/Berlin' },
      statementTimeout: question.statementTimeout,
    }),
    async (request, parts) => {
      const summary = await summarizeEvents(request, parts);
      return { count: summary.events, all: summary };
    },
  ),
  exported('csv'),
  exported('ndjson'),
  way(
    'Lead search of the panel',
    ({ tenant, name, statementTimeout }) => ({
      ...{ tenant, text: name, limit: 10, statementTimeout },
    }),
    async (request, parts) => {
      const leads = await searchLeads(request, parts);
      return { count: leads.length, all: leads };
    },
  ),
];

/** What each operation shows, by its name. */
export async function readEverything(
  question: Question,
  parts: ReadParts,
): Promise<Record<string, Shown>> {
  const shown: Record<string, Shown> = {};
  for (const { name, ask, run } of EVERY_READ) shown[name] = await run(ask(question), parts);
  return shown;
}
