import { repetitionHints } from '../../nodes/LogActivity/hints';
import { hasDedupeKey } from '../../nodes/LogActivity/parameters';

const WEBHOOK = ['n8n-nodes-base.set', 'n8n-nodes-base.webhook'];

describe('the hint that a webhook can repeat events', () => {
  it('says how many have no key, and where to map one', () => {
    const [hint, ...others] = repetitionHints(2, WEBHOOK);
    expect(others).toEqual([]);
    expect(hint?.message).toMatch(/ 2 events have no Dedupe Key: .* Additional Fields\.$/);
  });

  it('is not given when each event has its key', () => {
    expect(repetitionHints(0, WEBHOOK)).toEqual([]);
  });

  it('is not given when no webhook comes before the node', () => {
    expect(repetitionHints(1, ['n8n-nodes-base.scheduleTrigger'])).toEqual([]);
  });
});

describe('an event', () => {
  it.each([undefined, null, ''])('has no key when it is %p', (dedupeKey) => {
    expect(hasDedupeKey({ dedupeKey })).toBe(false);
  });

  it.each(['a', 7])('has one when it is %p', (dedupeKey) => {
    expect(hasDedupeKey({ dedupeKey })).toBe(true);
  });
});
