import { type ActivityLogError, ConfigurationError } from '../../../nodes/core/errors';
import { encodeCursor } from '../../../nodes/core/timeline/cursor';
import { planTimeline, type TimelinePlan } from '../../../nodes/core/timeline/planTimeline';
import type {
  LeadBy,
  TimelineFilters,
  TimelineRequest,
  ValueSubject,
} from '../../../nodes/core/timeline/timelineRequest';
import { requestFor } from '../../support/requestFor';

const NOW = new Date('2025-11-09T12:00:00Z');
const plan = (wanted: TimelineRequest, now = NOW): TimelinePlan => planTimeline(wanted, now);

const DEFAULTS = requestFor({ kind: 'lead', by: 'any', value: 'john@example.com' });
const request = (changes: Partial<TimelineRequest> = {}): TimelineRequest => ({
  ...DEFAULTS,
  ...changes,
});
const withFilters = (filters: Partial<TimelineFilters>) =>
  request({ filters: { ...DEFAULTS.filters, ...filters } });
const withLead = (by: LeadBy, value: string) => request({ subject: { kind: 'lead', by, value } });

function refusal(bad: TimelineRequest): ActivityLogError {
  try {
    plan(bad);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigurationError);
    return error as ActivityLogError;
  }
  throw new Error('The request was accepted.');
}

describe('the subject of a timeline', () => {
  it.each([
    ['5F0C2E4A-8D1B-4C55-9A53-0F4F2F6F1A10', 'id', '5f0c2e4a-8d1b-4c55-9a53-0f4f2f6f1a10'],
    [' John@Example.COM ', 'email', 'john@example.com'],
    ['recA1b2C3d4E5f6G7', 'airtableId', 'recA1b2C3d4E5f6G7'],
  ])('is detected by its form: %s', (value, by, stored) => {
    expect(plan(withLead('any', value)).subject).toEqual({
      kind: 'lead',
      lead: { by, value: stored },
    });
  });

  it('is a name only when it is called one', () => {
    const lead = { by: 'name', value: 'John Doe' };
    expect(plan(withLead('name', ' John Doe ')).subject).toEqual({ kind: 'lead', lead });
  });

  it.each([
    ['id', 'recA1b2C3d4E5f6G7'],
    ['email', '5f0c2e4a-8d1b-4c55-9a53-0f4f2f6f1a10'],
    ['airtableId', 'john@example.com'],
    ['any', 'John Doe'],
    ['any', 'john@'],
    ['any', '  '],
    ['name', '  '],
    ['name', 'John\u0000'],
    ['email', 'john@ example.com'],
    ['airtableId', 'rec\u0000A1b2C3'],
  ] as const)('is refused as %s when it has the form of something else', (by, value) => {
    const error = refusal(withLead(by, value));
    expect(error.message).toContain('Lead');
    expect(error.hint).toBeTruthy();
    if (value.trim() !== '') expect(`${error.message} ${error.hint}`).not.toContain(value.trim());
  });

  it('is refused when its value is empty, by the name in the panel', () => {
    const empty = (kind: ValueSubject) =>
      refusal(request({ subject: { kind, value: '' } })).message;
    expect(empty('entity')).toContain('Entity ID');
    expect(empty('user')).toContain('User ID');
    expect(empty('visitor')).toContain('Visitor Token');
    expect(empty('session')).toContain('Session ID');
    expect(empty('execution')).toContain('Execution ID');
  });
});

describe('the filters of a timeline', () => {
  it('turn dates into a range of ids', () => {
    const { range } = plan(
      withFilters({ after: '2025-11-07T00:00:00Z', before: '2025-11-08T00:00:00Z' }),
    );
    const ms = (id: string) => Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16);
    expect(ms(range.from)).toBe(Date.UTC(2025, 10, 7));
    expect(ms(range.below)).toBe(Date.UTC(2025, 10, 8));
  });

  it('belong to the same cursor in whatever order and case of writing they are given', () => {
    const one = plan(withFilters({ eventTypes: ['B', 'A', 'A'], after: '2025-11-07' }));
    const two = plan(withFilters({ eventTypes: ['A', 'B'], after: '2025-11-07T00:00:00+00:00' }));
    expect(one.belongsTo).toBe(two.belongsTo);
  });

  it.each([
    ['tenant', withFilters({ tenant: 'clinic' })],
    ['event types', withFilters({ eventTypes: ['MESSAGE_SENT'] })],
    ['categories', withFilters({ categories: ['SMS'] })],
    ['sources', withFilters({ sources: ['n8n:7'] })],
    ['date range', withFilters({ dateRange: 'last7Days' })],
    ['after', withFilters({ after: '2025-11-07' })],
    ['before', withFilters({ before: '2025-11-07' })],
    ['lead', withLead('email', 'jane@example.com')],
    ['subject', request({ subject: { kind: 'user', value: 'john@example.com' } })],
  ])('make a cursor their own: another %s is another fingerprint', (_, other) => {
    expect(plan(other).belongsTo).not.toBe(plan(request()).belongsTo);
  });

  it('narrow by a range that has a name, whose cursors outlive midnight', () => {
    const today = withFilters({ dateRange: 'today', after: '2025-11-09T03:00:00Z' });
    expect(plan(today).range).toEqual(
      plan(withFilters({ after: '2025-11-09T03:00:00Z', before: '2025-11-10' })).range,
    );
    const week = withFilters({ dateRange: 'last7Days' });
    const tomorrow = plan(week, new Date('2025-11-10T00:00:01Z'));
    expect(tomorrow.range).not.toEqual(plan(week).range);
    expect(tomorrow.belongsTo).toBe(plan(week).belongsTo);
  });

  it('let the size of the page change while paging', () => {
    expect(plan(request({ limit: 7 })).belongsTo).toBe(plan(request()).belongsTo);
  });

  it.each([
    ['Filters: After', withFilters({ after: 'last tuesday' })],
    ['Filters: Before', withFilters({ before: '2025-02-30' })],
    ['Filters: Tenant', withFilters({ tenant: ' ' })],
    ['Filters: Event Type Names or IDs', withFilters({ eventTypes: [''] })],
    ['Filters: Category Names or IDs', withFilters({ categories: ['x'.repeat(1001)] })],
    ['Limit', request({ limit: 0 })],
    ['Limit', request({ limit: 1001 })],
    ['Limit', request({ limit: 2.5 })],
    ['Limit', request({ limit: Number.NaN })],
    ['Options: Statement Timeout', request({ statementTimeout: -1 })],
    ['Filters: Sources', withFilters({ sources: ['n8n:\0'] })],
    ['Start At', request({ startAt: 'monday' })],
    ['Cursor', request({ cursor: 'page 2' })],
    ['Cursor and Start At', request({ cursor: 'page 2', startAt: '2025-11-07' })],
  ])('are refused by name when they do not fit: %s', (parameter, bad) => {
    const error = refusal(bad);
    expect(error.message).toContain(parameter);
    expect(error.hint).toBeTruthy();
  });

  it('are refused when no event can lie between the dates', () => {
    const error = refusal(withFilters({ after: '2025-11-08', before: '2025-11-07' }));
    expect(error.message).toContain('Filters: After is not earlier than Filters: Before');
  });
});

describe('where a page begins', () => {
  const ID = '019a5c3e-7b10-8abc-9def-0123456789ab';
  const { belongsTo, range } = plan(request());

  it('is beside the event of the cursor, on the side that it leads to', () => {
    const next = encodeCursor({ direction: 'next', id: ID }, belongsTo);
    const below = ID.replace(/b$/, 'c');
    expect(plan(request({ cursor: ` ${next}\n` })).window).toEqual({
      ...{ direction: 'next', anchor: ID, from: range.from, below },
      behind: { from: below, below: range.below },
    });
    const previous = encodeCursor({ direction: 'previous', id: ID }, belongsTo);
    expect(plan(request({ cursor: previous })).window).toEqual({
      ...{ direction: 'previous', anchor: ID, from: ID, below: range.below },
      behind: { from: range.from, below: ID },
    });
  });

  it('is a moment to start at, the moment itself included, without a cursor of its own', () => {
    const jump = plan(request({ startAt: '2025-11-07T10:00:00.000Z' }));
    const { range: after } = plan(withFilters({ after: '2025-11-07T10:00:00.001Z' }));
    expect(jump.window.below).toBe(after.from);
    expect(jump.belongsTo).toBe(belongsTo);
  });

  it('is never outside the dates', () => {
    const early = withFilters({ before: '2025-11-07' });
    const { window, range: dates } = plan({ ...early, startAt: '2025-11-08' });
    expect(window.below).toBe(dates.below);
  });

  it('is of no use for another lead', () => {
    const other = plan(withLead('email', 'jane@example.com')).belongsTo;
    const cursor = encodeCursor({ direction: 'next', id: ID }, other);
    expect(refusal(request({ cursor })).message).toContain('another subject');
  });
});
