import type { LogReceipt } from '../../nodes/core/logReceipt';
import { hintsFor, repetitionHints } from '../../nodes/LogActivity/hints';
import { hasDedupeKey } from '../../nodes/LogActivity/parameters';

const WEBHOOK = ['n8n-nodes-base.set', 'n8n-nodes-base.webhook'];

describe('the hints about events in the retry queue', () => {
  const parked = (item: number): LogReceipt => ({
    ...{ outcome: 'parked', eventId: `id-${item}`, eventType: null, keptIn: 'queueTable' },
    ...{ timestamp: '2026-03-01T08:00:00.000Z', attempts: 0, durationMs: 1 },
    ...{ code: 'unreadable_parameter', message: `Not evaluated for item ${item}.` },
    ...{ hint: 'Correct it.', field: 'Lead', warning: null },
  });

  it('stay few although every event has a reason of its own, and count them all', () => {
    const items = Array.from({ length: 300 }, (_, item) => item);
    const messages = hintsFor([...items, 7].map(parked)).map(({ message }) => message);
    expect(messages).toHaveLength(6);
    expect(messages[0]).toBe(
      '2 events are parked in the retry queue. Not evaluated for item 7. Correct it.',
    );
    expect(messages[5]).toBe('295 events are in the retry queue for other reasons.');
  });
});

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
