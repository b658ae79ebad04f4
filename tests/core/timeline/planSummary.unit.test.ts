import { ConfigurationError } from '../../../nodes/core/errors';
import { planSummary } from '../../../nodes/core/timeline/planSummary';
import type { AnsweredRequest, SummaryRequest } from '../../../nodes/core/timeline/summary';
import { noFilters } from '../../support/noFilters';

const answered: AnsweredRequest = {
  messageTypes: ['MESSAGE_SENT'],
  replyTypes: ['INBOUND_REPLY'],
  withinHours: 24,
};
function plan(changes: Partial<SummaryRequest>) {
  const request: SummaryRequest = {
    filters: noFilters('default'),
    answered: null,
    steps: [],
    timeZone: 'Europe/Berlin',
    statementTimeout: 10_000,
    ...changes,
  };
  return planSummary(request, new Date('2026-01-15T12:00:00Z'));
}
function refusal(changes: Partial<SummaryRequest>): string {
  try {
    plan(changes);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.message;
    throw error;
  }
  return 'accepted';
}

describe('a summary', () => {
  it('needs nothing but filters', () => {
    expect(plan({})).toMatchObject({ answered: null, steps: [], timeZone: 'Europe/Berlin' });
  });

  it('keeps the order of steps and takes each type of a message once', () => {
    const doubled = { ...answered, messageTypes: [' MESSAGE_SENT', 'MESSAGE_SENT'] };
    const steps = ['MESSAGE_SENT', 'LINK_CLICKED', 'BOOKING_CONFIRMED'];
    expect(plan({ answered: doubled, steps })).toMatchObject({ answered, steps });
  });

  it.each([
    ['Within Hours', { answered: { ...answered, withinHours: 0 } }],
    ['Within Hours', { answered: { ...answered, withinHours: -1 } }],
    ['Within Hours', { answered: { ...answered, withinHours: 8760.5 } }],
    ['Within Hours', { answered: { ...answered, withinHours: Number.NaN } }],
    ['Message Type Names or IDs', { answered: { ...answered, messageTypes: [] } }],
    ['Message Type Names or IDs', { answered: { ...answered, messageTypes: [''] } }],
    ['Reply Type Names or IDs', { answered: { ...answered, replyTypes: [] } }],
    ['Reply Type Names or IDs', { answered: { ...answered, replyTypes: ['MESSAGE_SENT'] } }],
    ['Drop-Off Steps', { steps: ['MESSAGE_SENT'] }],
    ['Drop-Off Steps', { steps: ['MESSAGE_SENT', 'LINK_CLICKED', 'MESSAGE_SENT'] }],
    ['Drop-Off Steps', { steps: Array.from({ length: 21 }, (_, n) => `STEP_${n}`) }],
    ['Drop-Off Steps', { steps: ['MESSAGE_SENT', 'x'.repeat(101)] }],
    ['Options: Statement Timeout', { statementTimeout: 0 }],
    ['Options: Statement Timeout', { statementTimeout: 600_001 }],
    ['Options: Statement Timeout', { statementTimeout: 1.5 }],
    ['time zone', { timeZone: 'Europe/Nowhere' }],
  ])('names what cannot be used: %s, %j', (parameter, changes) => {
    expect(refusal(changes)).toContain(parameter);
  });

  it('takes hours up to a year, 20 steps and the longest time limit', () => {
    const steps = Array.from({ length: 20 }, (_, n) => `STEP_${n}`);
    const year = { ...answered, withinHours: 8760 };
    expect(plan({ steps, answered: year, statementTimeout: 600_000 }).steps).toEqual(steps);
  });

  it.each([
    ['Message Type Names or IDs', { answered }],
    ['Drop-Off Steps', { steps: ['LINK_CLICKED', 'MESSAGE_SENT'] }],
  ])('refuses a type that its own filter leaves out: %s', (parameter, changes) => {
    const filters = { ...noFilters('default'), eventTypes: ['LINK_CLICKED', 'INBOUND_REPLY'] };
    expect(refusal({ ...changes, filters })).toContain(`${parameter} holds an event type that`);
  });

  it('takes a reply that its own filter by type leaves out', () => {
    const filters = { ...noFilters('default'), eventTypes: ['MESSAGE_SENT'] };
    expect(refusal({ answered, filters })).toBe('accepted');
  });

  it('never repeats a value', () => {
    const secret = 'john@example.com';
    const steps = [secret, secret];
    expect(refusal({ steps, timeZone: 'UTC' })).not.toContain(secret);
    expect(refusal({ timeZone: secret })).not.toContain(secret);
  });
});
