import type { WritableEvent } from '../../nodes/core/activity/activityEvent';
import type { EventSink, ReplaySink, WriteLimits } from '../../nodes/core/sinks/eventSink';
import { keyedEvent, writableEvent } from '../support/writableEvents';

/** What the exam needs of a sink: several writers to the same empty destination. */
export interface ExaminedSink {
  readonly writers: readonly [EventSink, EventSink];
  /** Limits that no write of the exam reaches. */
  readonly limits: () => WriteLimits;
  /** What is stored, in order of the ids. */
  readonly stored: () => Promise<ReadonlyArray<{ id: string; messageContent: string | null }>>;
}

const EARLY = '2026-03-01T08:00:00.000Z';
const LATE = '2026-03-01T09:00:00.000Z';

/** The exam that every sink sits. `open` makes an empty destination. */
export function describeEventSink(name: string, open: () => Promise<ExaminedSink>): void {
  describe(`the sink ${name}`, () => {
    let examined: ExaminedSink;
    beforeEach(async () => {
      examined = await open();
    });

    const write = (events: readonly WritableEvent[], writer: 0 | 1 = 0) =>
      examined.writers[writer].write(events, examined.limits());
    const storedIds = async () => (await examined.stored()).map(({ id }) => id);
    const outcomes = async (events: readonly WritableEvent[]) =>
      (await write(events)).map(({ outcome, eventId }) => [outcome, eventId]);

    it('writes every event and answers in order', async () => {
      const events = [2, 0, 1].map((index) => writableEvent(index));
      expect(await write(events)).toEqual(
        events.map(({ id }) => ({ outcome: 'written', eventId: id, warning: null })),
      );
      expect(await storedIds()).toEqual(events.map(({ id }) => id).sort());
    });

    it('writes an event once however often it comes', async () => {
      const event = writableEvent(0);
      await write([event]);
      expect(await outcomes([event])).toEqual([['duplicate', event.id]]);
      expect(await storedIds()).toEqual([event.id]);
    });

    it('tells another payload under the same identity apart, and keeps the first', async () => {
      const first = writableEvent(0, { messageContent: 'first' });
      const other = writableEvent(0, { messageContent: 'other' });
      expect(other.id).toBe(first.id);
      await write([first]);
      expect(await outcomes([other])).toEqual([['conflict', first.id]]);
      expect(await examined.stored()).toEqual([{ id: first.id, messageContent: 'first' }]);
    });

    it('compares twins within one batch', async () => {
      const event = writableEvent(0, { messageContent: 'first' });
      const other = writableEvent(0, { messageContent: 'other' });
      expect(await outcomes([event, { ...event }, other, writableEvent(1)])).toEqual([
        ['written', event.id],
        ['duplicate', event.id],
        ['conflict', event.id],
        ['written', writableEvent(1).id],
      ]);
      expect(await storedIds()).toHaveLength(2);
    });

    it('knows a dedupe key again at another time, under the id of its first event', async () => {
      const first = keyedEvent('sms-1', { timestamp: EARLY });
      const again = keyedEvent('sms-1', { timestamp: LATE }, 7);
      expect(again.id).not.toBe(first.id);
      await write([first]);
      expect(await outcomes([again])).toEqual([['duplicate', first.id]]);
      expect(await storedIds()).toEqual([first.id]);
    });

    it('knows a dedupe key again within one batch', async () => {
      const first = keyedEvent('sms-1', { timestamp: LATE });
      const again = keyedEvent('sms-1', { timestamp: EARLY });
      const other = keyedEvent('sms-1', { timestamp: EARLY, messageContent: 'other' });
      expect(await outcomes([first, again, other])).toEqual([
        ['written', first.id],
        ['duplicate', first.id],
        ['conflict', first.id],
      ]);
      expect(await storedIds()).toEqual([first.id]);
    });

    it('tells another payload under the same dedupe key apart', async () => {
      const first = keyedEvent('sms-1', { timestamp: EARLY });
      await write([first]);
      const other = keyedEvent('sms-1', { timestamp: LATE, messageContent: 'other' });
      expect(await outcomes([other])).toEqual([['conflict', first.id]]);
    });

    it.each([
      ['tenant', { tenant: 'acme' }],
      ['event type', { eventType: 'LEAD_CLAIMED', fields: { user_id: 'u-1' } }],
    ])('lets a dedupe key name one event per %s', async (_, input) => {
      await write([keyedEvent('sms-1')]);
      const other = keyedEvent('sms-1', input);
      expect(await outcomes([other])).toEqual([['written', other.id]]);
      expect(await storedIds()).toHaveLength(2);
    });

    it('writes a dedupe key once when two writers bring it at once', async () => {
      const keys = Array.from({ length: 50 }, (_, i) => `sms-${i}`);
      const there = keys.map((key, i) => keyedEvent(key, { timestamp: EARLY }, i));
      const back = [...keys].reverse().map((key, i) => keyedEvent(key, { timestamp: LATE }, i));
      const receipts = (await Promise.all([write(there, 0), write(back, 1)])).flat();
      const written = receipts.filter(({ outcome }) => outcome === 'written');
      expect(written).toHaveLength(keys.length);
      expect(receipts.filter(({ outcome }) => outcome === 'duplicate')).toHaveLength(keys.length);
      const ids = written.map(({ eventId }) => eventId).sort();
      expect(await storedIds()).toEqual(ids);
      expect([...new Set(receipts.map(({ eventId }) => eventId))].sort()).toEqual(ids);
    });
  });
}

/** What the exam of replaying needs. */
export interface ExaminedReplaySink extends Pick<ExaminedSink, 'limits' | 'stored'> {
  readonly workers: readonly [ReplaySink, ReplaySink];
  /** Holds the lock of an event, as a worker does that is writing it. @returns what lets it go */
  readonly hold: (event: WritableEvent) => Promise<() => Promise<void>>;
}

/** The exam that every sink sits into which several workers replay. */
export function describeReplaySink(name: string, open: () => Promise<ExaminedReplaySink>): void {
  describe(`replaying into the sink ${name}`, () => {
    let examined: ExaminedReplaySink;
    beforeEach(async () => {
      examined = await open();
    });

    const replay = (events: readonly WritableEvent[], worker: 0 | 1 = 0, dryRun = false) =>
      examined.workers[worker].replay(events, examined.limits(), { dryRun });
    const outcomes = async (...given: Parameters<typeof replay>) =>
      (await replay(...given)).map(({ outcome }) => outcome);
    const storedIds = async () => (await examined.stored()).map(({ id }) => id);

    it('writes once, and tells duplicates and conflicts', async () => {
      const event = writableEvent(0, { messageContent: 'first' });
      const other = writableEvent(0, { messageContent: 'other' });
      expect(await outcomes([event, writableEvent(1)])).toEqual(['written', 'written']);
      expect(await outcomes([event, other])).toEqual(['duplicate', 'conflict']);
      expect(await storedIds()).toEqual([event.id, writableEvent(1).id].sort());
    });

    it('leaves out what another worker is writing, and writes its neighbours', async () => {
      const events = [0, 1, 2].map((index) => writableEvent(index));
      const [first, held, last] = events as [WritableEvent, WritableEvent, WritableEvent];
      const letGo = await examined.hold(held);
      try {
        expect(await outcomes(events)).toEqual(['written', 'busy', 'written']);
        expect(await storedIds()).toEqual([first.id, last.id].sort());
      } finally {
        await letGo();
      }
      expect(await outcomes([held])).toEqual(['written']);
    });

    it('takes all events of one dedupe key for the same', async () => {
      const letGo = await examined.hold(keyedEvent('sms-1', { timestamp: EARLY }));
      try {
        expect(await outcomes([keyedEvent('sms-1', { timestamp: LATE })])).toEqual(['busy']);
      } finally {
        await letGo();
      }
    });

    it('compares twins within one batch, though they share a lock', async () => {
      const event = writableEvent(0);
      expect(await outcomes([event, { ...event }])).toEqual(['written', 'duplicate']);
    });

    it('writes each event once when two workers bring the same ones at once', async () => {
      const events = Array.from({ length: 200 }, (_, index) => writableEvent(index));
      const back = [...events].reverse();
      const all = (await Promise.all([outcomes(events, 0), outcomes(back, 1)])).flat();
      expect(all.filter((outcome) => outcome === 'written')).toHaveLength(200);
      expect(all).not.toContain('conflict');
      expect(await storedIds()).toHaveLength(200);
    });

    it('says in a dry run what would be, and keeps nothing', async () => {
      const [stored, fresh] = [writableEvent(0), keyedEvent('sms-1')];
      await replay([stored]);
      const other = writableEvent(0, { messageContent: 'other' });
      const said = await outcomes([stored, other, fresh, { ...fresh }], 0, true);
      expect(said).toEqual(['duplicate', 'conflict', 'written', 'duplicate']);
      expect(await storedIds()).toEqual([stored.id]);
      expect(await outcomes([fresh])).toEqual(['written']);
    });
  });
}
