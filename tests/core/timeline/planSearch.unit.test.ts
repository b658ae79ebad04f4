import { planSearch, searchCursor } from '../../../nodes/core/timeline/planSearch';
import { lowestIdAt } from '../../../nodes/core/timeline/idRange';
import type { SearchRequest } from '../../../nodes/core/timeline/searchRequest';
import { eventIdAt } from '../../support/storeEvents';
import { searchFor } from '../../support/searchFor';

const now = new Date('2026-03-10T12:00:00Z');
const plan = (request: SearchRequest) => planSearch(request, now);
const position = { value: null, id: eventIdAt('2026-03-01T00:00:00Z', 7), tenant: 'default' };

const cursorOf = (request: SearchRequest): string =>
  searchCursor('previous', position, plan(request).belongsTo);

describe('the plan of a search', () => {
  it.each([0, 1001, 1.5, Number.NaN])('refuses a limit of %d', (limit) => {
    expect(() => plan(searchFor({}, { limit }))).toThrow(/parameter Limit .* from 1 to 1000/);
  });

  it.each([0, 600_001])('refuses a statement timeout of %d', (statementTimeout) => {
    expect(() => plan(searchFor({}, { statementTimeout }))).toThrow(
      /Options: Statement Timeout .* from 1 to 600000/,
    );
  });

  it('goes on where a cursor says', () => {
    const cursor = cursorOf(searchFor());
    expect(plan(searchFor({}, { cursor: ` ${cursor} ` })).start).toEqual({
      direction: 'previous',
      position,
    });
  });

  it.each<[string, SearchRequest]>([
    ['tenant', searchFor({ tenants: ['clinic'] })],
    ['type', searchFor({ eventTypes: ['OPT_OUT'] })],
    ['words', searchFor({ query: 'hello' })],
    ['date', searchFor({ after: '2026-01-01' })],
    ['named range', searchFor({ dateRange: 'last7Days' })],
    ['order', searchFor({}, { sortBy: 'type' })],
    ['direction', searchFor({}, { direction: 'ascending' })],
  ])('refuses the cursor of a search with another %s', (_, other) => {
    expect(() => plan({ ...other, cursor: cursorOf(searchFor()) })).toThrow(/Cursor belongs to/);
  });

  it('takes the cursor of the same relative dates a day later, and of lists in another order', () => {
    const request = searchFor({ dateRange: 'last7Days', sources: ['n8n:1', 'n8n:2'] });
    const cursor = cursorOf(request);
    const later = searchFor({ dateRange: 'last7Days', sources: ['n8n:2', 'n8n:1'] }, { cursor });
    expect(planSearch(later, new Date('2026-03-11T12:00:00Z')).start?.position).toEqual(position);
  });

  it('refuses a cursor with a piece cut off', () => {
    const cursor = cursorOf(searchFor()).slice(0, -3);
    expect(() => plan(searchFor({}, { cursor }))).toThrow(/parameter Cursor is not one/);
  });

  it.each([
    ['descending', Date.parse('2026-02-01') + 1],
    ['ascending', Date.parse('2026-02-01')],
  ] as const)('begins with the events of a moment itself: %s', (direction, edge) => {
    const { start } = plan(searchFor({}, { direction, startAt: '2026-02-01' }));
    expect(start).toEqual({
      direction: 'next',
      position: { value: null, id: lowestIdAt(edge), tenant: '' },
    });
  });

  it('reads the moment in the zone of the request', () => {
    const page = {
      direction: 'ascending',
      timeZone: 'Europe/Berlin',
      startAt: '2026-02-01',
    } as const;
    expect(plan(searchFor({}, page)).start?.position.id).toBe(
      lowestIdAt(Date.parse('2026-01-31T23:00:00Z')),
    );
  });

  it('refuses a moment that is none, that stands beside a cursor, or in an order without time', () => {
    const startAt = '2026-02-01';
    expect(() => plan(searchFor({}, { startAt: 'soon' }))).toThrow(/Start At is not a date/);
    expect(() => plan(searchFor({}, { startAt, sortBy: 'lead' }))).toThrow(/not sorted by time/);
    const cursor = cursorOf(searchFor());
    expect(() => plan(searchFor({}, { startAt, cursor }))).toThrow(/Cursor and Start At/);
  });
});
