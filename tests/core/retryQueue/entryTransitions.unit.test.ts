import fc from 'fast-check';
import { type Lane, WriteFailure } from '../../../nodes/core/writeFailure';
import {
  afterCrashedClaim,
  afterFailedReplay,
  released,
} from '../../../nodes/core/retryQueue/entryTransitions';
import type { QueueEntry } from '../../../nodes/core/retryQueue/queueEntry';
import { failure, queueEntry } from '../../support/queueEntries';
import { seededRandom } from '../../support/seededRandom';

const now = new Date('2026-03-01T09:00:00.000Z');
const moment = { now, random: { ...seededRandom('jitter'), fraction: () => 0.5 } };
const parent = failure({ lane: 'payload', code: '23503', waitsForParent: true });

describe('a queue entry', () => {
  it('waits 1 m, 5 m, 30 m and 2 h after failed replays, and is parked by the fifth', () => {
    let entry = queueEntry(1);
    const waits: (number | null)[] = [];
    for (let replay = 1; replay <= 5; replay++) {
      entry = afterFailedReplay(entry, parent, moment);
      const { nextAttemptAt } = entry;
      waits.push(
        nextAttemptAt === null ? null : (Date.parse(nextAttemptAt) - now.getTime()) / 60_000,
      );
    }
    expect(waits).toEqual([1, 5, 30, 120, null]);
    expect(entry).toMatchObject({ state: 'parked', replays: 5 });
  });

  it.each(['payload', 'conflict'] as const)('is parked at once by a %s failure', (lane) => {
    const next = afterFailedReplay(queueEntry(1), failure({ lane }), moment);
    expect(next).toMatchObject({ state: 'parked', lane, nextAttemptAt: null, replays: 0 });
  });

  it('is given back unchanged after an outage', () => {
    const entry = queueEntry(1);
    expect(released({ ...entry, state: 'claimed' })).toEqual(entry);
  });

  it('is due again after a crashed claim, and parked after the third', () => {
    const once = afterCrashedClaim(queueEntry(1), now);
    expect(once).toMatchObject({ state: 'pending', nextAttemptAt: now.toISOString() });
    const thrice = afterCrashedClaim(afterCrashedClaim(once, now), now);
    expect(thrice).toMatchObject({ state: 'parked', crashClaims: 3, replays: 0 });
  });

  it('groups failures that differ in names and numbers only', () => {
    const after = (message: string, code = 'X1') =>
      afterFailedReplay(queueEntry(1), failure({ message, code }), moment).fingerprint;
    expect(after('Row 12 of "a" failed.')).toBe(after('Row 7 of "b" failed.'));
    expect(after('Row 12 failed.')).not.toBe(after('Column 12 failed.'));
    expect(after('Row 12 failed.')).not.toBe(after('Row 12 failed.', 'X2'));
  });

  it('keeps its identity, first error and at most nine others through any history', () => {
    const lanes: Lane[] = ['transient', 'payload', 'conflict'];
    const step = fc.record({
      lane: fc.constantFrom(...lanes),
      crash: fc.boolean(),
      wait: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        let entry = queueEntry(1);
        for (const { lane, crash, wait } of steps) {
          if (entry.state === 'parked') break;
          const failed = failure({ lane, waitsForParent: wait });
          entry = crash ? afterCrashedClaim(entry, now) : afterFailedReplay(entry, failed, moment);
        }
        expect(identityOf(entry)).toEqual(identityOf(queueEntry(1)));
        expect(entry.lastErrors.length).toBeLessThanOrEqual(9);
        expect(entry.replays).toBeLessThanOrEqual(5);
        expect(entry.crashClaims).toBeLessThanOrEqual(3);
        // Pending entries always have a next attempt; parked ones never.
        expect(['pending', 'parked']).toContain(entry.state);
        expect(entry.nextAttemptAt === null).toBe(entry.state === 'parked');
      }),
    );
  });

  it('keeps only text that PostgreSQL can store', () => {
    const words = {
      lane: 'transient',
      code: 'x',
      hint: '',
      message: `a\0b\ud800${'c'.repeat(3000)}`,
    };
    const next = afterFailedReplay(
      queueEntry(1),
      new WriteFailure({ ...words, lane: 'transient' }),
      moment,
    );
    const { message = '' } = next.lastErrors.at(-1) ?? {};
    expect(message.startsWith('a\ufffdb\ufffdccc')).toBe(true);
    expect(message).toHaveLength(2000);
  });
});

function identityOf(entry: QueueEntry) {
  const { target, tenantId, eventId, eventType, payload, payloadHash, origin } = entry;
  const { occurredAt, firstFailedAt, firstError, attempts } = entry;
  const fixed = { target, tenantId, eventId, eventType, payload, payloadHash, origin };
  return { ...fixed, occurredAt, firstFailedAt, firstError, attempts };
}
