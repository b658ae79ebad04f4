import { type ActivityLogError, ConfigurationError } from '../../../nodes/core/errors';
import { encodeCursor } from '../../../nodes/core/timeline/cursor';
import { planTimeline } from '../../../nodes/core/timeline/planTimeline';
import type {
  TimelineFilters,
  TimelineRequest,
} from '../../../nodes/core/timeline/timelineRequest';

const FILTERS: TimelineFilters = {
  eventTypes: [],
  categories: [],
  after: null,
  before: null,
  tenant: 'default',
};

function request(changes: Partial<TimelineRequest> = {}): TimelineRequest {
  return {
    subject: { kind: 'lead', by: 'any', value: 'john@example.com' },
    filters: FILTERS,
    limit: 50,
    cursor: null,
    timeZone: 'UTC',
    statementTimeout: 10_000,
    ...changes,
  };
}
const withFilters = (filters: Partial<TimelineFilters>) =>
  request({ filters: { ...FILTERS, ...filters } });
const withLead = (by: 'id' | 'airtableId' | 'email' | 'any', value: string) =>
  request({ subject: { kind: 'lead', by, value } });

function refusal(bad: TimelineRequest): ActivityLogError {
  try {
    planTimeline(bad);
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
    expect(planTimeline(withLead('any', value)).subject).toEqual({
      kind: 'lead',
      lead: { by, value: stored },
    });
  });

  it.each([
    ['id', 'recA1b2C3d4E5f6G7'],
    ['email', '5f0c2e4a-8d1b-4c55-9a53-0f4f2f6f1a10'],
    ['airtableId', 'john@example.com'],
    ['any', 'John Doe'],
    ['any', '  '],
    ['email', 'john@ example.com'],
    ['airtableId', 'rec\u0000A1b2C3'],
  ] as const)('is refused as %s when it has the form of something else', (by, value) => {
    const error = refusal(withLead(by, value));
    expect(error.message).toContain('Lead');
    expect(error.hint).toBeTruthy();
    if (value.trim() !== '') expect(`${error.message} ${error.hint}`).not.toContain(value.trim());
  });

  it('is refused when an entity, user or execution is empty, by the name in the panel', () => {
    const empty = (kind: 'entity' | 'user' | 'execution') =>
      refusal(request({ subject: { kind, value: '' } })).message;
    expect(empty('entity')).toContain('Entity ID');
    expect(empty('user')).toContain('User ID');
    expect(empty('execution')).toContain('Execution ID');
  });
});

describe('the filters of a timeline', () => {
  it('turn dates into a range of ids', () => {
    const { bounds } = planTimeline(
      withFilters({ after: '2025-11-07T00:00:00Z', before: '2025-11-08T00:00:00Z' }),
    );
    const ms = (id: string) => Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16);
    expect(ms(bounds.from)).toBe(Date.UTC(2025, 10, 7));
    expect(ms(bounds.below)).toBe(Date.UTC(2025, 10, 8));
  });

  it('belong to the same cursor in whatever order and case of writing they are given', () => {
    const one = planTimeline(withFilters({ eventTypes: ['B', 'A', 'A'], after: '2025-11-07' }));
    const two = planTimeline(
      withFilters({ eventTypes: ['A', 'B'], after: '2025-11-07T00:00:00+00:00' }),
    );
    expect(one.belongsTo).toBe(two.belongsTo);
  });

  it.each([
    ['tenant', withFilters({ tenant: 'clinic' })],
    ['event types', withFilters({ eventTypes: ['MESSAGE_SENT'] })],
    ['categories', withFilters({ categories: ['SMS'] })],
    ['after', withFilters({ after: '2025-11-07' })],
    ['before', withFilters({ before: '2025-11-07' })],
    ['lead', withLead('email', 'jane@example.com')],
    ['subject', request({ subject: { kind: 'user', value: 'john@example.com' } })],
  ])('make a cursor their own: another %s is another fingerprint', (_, other) => {
    expect(planTimeline(other).belongsTo).not.toBe(planTimeline(request()).belongsTo);
  });

  it('let the size of the page change while paging', () => {
    expect(planTimeline(request({ limit: 7 })).belongsTo).toBe(planTimeline(request()).belongsTo);
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
    ['Cursor', request({ cursor: 'page 2' })],
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

describe('the cursor of a plan', () => {
  it('lowers the upper end of the range', () => {
    const id = '019a5c3e-7b10-8abc-9def-0123456789ab';
    const cursor = encodeCursor(id, planTimeline(request()).belongsTo);
    expect(planTimeline(request({ cursor })).bounds.below).toBe(id);
    expect(planTimeline(request({ cursor: ` ${cursor}\n` })).bounds.below).toBe(id);
  });

  it('is of no use for another lead', () => {
    const { belongsTo } = planTimeline(withLead('email', 'jane@example.com'));
    const cursor = encodeCursor('019a5c3e-7b10-8abc-9def-0123456789ab', belongsTo);
    expect(refusal(request({ cursor })).message).toContain('another subject');
  });
});
