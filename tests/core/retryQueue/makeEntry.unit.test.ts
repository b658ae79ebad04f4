import { parkPayload } from '../../../nodes/core/activity/parkPayload';
import { storeEvent } from '../../../nodes/core/activity/storedEvent';
import { entryOfEvent, entryOfParkedInput } from '../../../nodes/core/retryQueue/makeEntry';
import { queueEntrySchema } from '../../../nodes/core/retryQueue/queueEntrySchema';
import { failure, origin, storedEvent, target } from '../../support/queueEntries';

const now = new Date('2026-03-01T09:00:00.000Z');
const delivery = (words: Parameters<typeof failure>[0] = {}) => ({
  ...{ target, origin, attempts: 3, now },
  failure: failure(words),
});
const event = storedEvent(1);
const entryAfter = (words: Parameters<typeof failure>[0]) =>
  entryOfEvent(event, storeEvent(event), delivery(words));

describe('a new queue entry', () => {
  it.each(['transient', 'environment'] as const)('is due at once after a %s failure', (lane) => {
    const entry = entryAfter({ lane });
    expect(entry).toMatchObject({
      state: 'pending',
      nextAttemptAt: now.toISOString(),
      attempts: 3,
    });
  });

  it.each(['payload', 'conflict'] as const)('is parked after a %s failure', (lane) => {
    expect(entryAfter({ lane })).toMatchObject({ state: 'parked', lane, nextAttemptAt: null });
  });

  it('waits for a row that has yet to arrive', () => {
    expect(entryAfter({ lane: 'payload', waitsForParent: true }).state).toBe('pending');
  });

  it('carries the whole event', () => {
    const entry = entryAfter({});
    expect(JSON.parse(entry.payload)).toEqual(event);
    expect(entry).toMatchObject({ eventId: event.id, payloadHash: event.payloadHash });
    expect(queueEntrySchema.parse(entry)).toEqual(entry);
  });

  it('parks an input that is no event, whatever its type is called', () => {
    const payload = parkPayload({ eventType: 'x\0', count: 12n });
    const input = { tenantId: 'default', eventId: event.id, eventType: 'x\0', payload };
    const entry = entryOfParkedInput(input, delivery({ lane: 'payload' }));
    expect(entry).toMatchObject({ payloadKind: 'parked', state: 'parked', eventType: 'x\ufffd' });
    expect(queueEntrySchema.parse(entry)).toEqual(entry);
  });

  it('shortens a tenant that no key of a table could hold', () => {
    const payload = parkPayload({});
    const input = { tenantId: '😀'.repeat(1000), eventId: event.id, eventType: null, payload };
    const { tenantId } = entryOfParkedInput(input, delivery({ lane: 'payload' }));
    expect(Buffer.byteLength(tenantId)).toBeLessThan(1024);
    expect(tenantId).not.toMatch(/\p{Surrogate}/u);
  });
});
