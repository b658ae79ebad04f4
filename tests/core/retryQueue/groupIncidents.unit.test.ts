import { entryId } from '../../../nodes/core/retryQueue/entryKey';
import { requeued } from '../../../nodes/core/retryQueue/entryTransitions';
import { groupIncidents } from '../../../nodes/core/retryQueue/groupIncidents';
import type { QueueEntry } from '../../../nodes/core/retryQueue/queueEntry';
import { failure, queueEntry } from '../../support/queueEntries';

const OUT_OF_RANGE = failure({ lane: 'payload', code: '22003', message: 'A number is too large.' });

const group = (...entries: QueueEntry[]) => groupIncidents(entries.map((entry) => ({ entry })));

describe('incidents', () => {
  const refused = [4, 3, 2, 1].map((number) => queueEntry(number, { failure: OUT_OF_RANGE }));
  const outage = queueEntry(9);

  it('group entries of one cause, with counts by state and the times between', () => {
    const [first = outage, ...others] = refused;
    const entries = [requeued(first, new Date(first.lastFailedAt)), ...others];
    expect(group(...entries)).toEqual([
      {
        ...{ fingerprint: first.fingerprint, lane: 'payload', code: '22003' },
        ...{ message: 'A number is too large.', hint: OUT_OF_RANGE.hint, count: 4 },
        ...{ pending: 1, claimed: 0, parked: 3, replayed: 0, discarded: 0 },
        eventTypes: ['NOTE_ADDED'],
        firstFailedAt: queueEntry(1).firstFailedAt,
        lastFailedAt: queueEntry(4).lastFailedAt,
        entries: [1, 2, 3].map((number) => entryId(queueEntry(number))),
      },
    ]);
  });

  it('stand with the most entries first, of equals with the one that began first', () => {
    const conflict = queueEntry(8, { failure: failure({ lane: 'conflict', code: 'conflict' }) });
    const codes = group(outage, conflict, ...refused).map(({ code }) => code);
    expect(codes).toEqual(['22003', 'conflict', 'ECONNREFUSED']);
  });

  it('count an entry once that sits in two stores', () => {
    expect(group(outage, outage).map(({ count }) => count)).toEqual([1]);
  });

  it('name types in order, each once, and none for what never had one', () => {
    const [one = outage, other = outage, third = outage] = refused;
    const types = group({ ...one, eventType: null }, { ...other, eventType: 'CALL_MADE' }, third);
    expect(types.map(({ eventTypes }) => eventTypes)).toEqual([['CALL_MADE', 'NOTE_ADDED']]);
  });

  it('speak in the words of the newest failure', () => {
    const newest = { ...OUT_OF_RANGE, at: '2026-03-09T00:00:00.000Z', message: 'Still too large.' };
    const [one = outage, other = outage] = refused;
    const { lane, code, message, hint, at } = newest;
    const failed = { ...other, lastErrors: [{ lane, code, message, hint, at }], lastFailedAt: at };
    expect(group(one, failed, { ...one, eventId: outage.eventId })).toMatchObject([
      { message: 'Still too large.', lastFailedAt: at },
    ]);
  });

  it('are none where there is nothing', () => {
    expect(group()).toEqual([]);
  });
});
