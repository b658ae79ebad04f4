import { mergeIncidents } from '../../../nodes/core/retryQueue/mergeIncidents';
import { storeIncident, storeStatus } from '../../support/healthStage';

describe('incidents of all stores', () => {
  it('are one per cause, with the entries of every store', () => {
    const here = storeIncident({ pending: 2, parked: 1 });
    const there = storeIncident({ pending: 3, claimed: 4 });
    expect(
      mergeIncidents([
        storeStatus('queueTable', { incidents: [here] }),
        storeStatus('spool', { incidents: [there] }),
      ]),
    ).toEqual([{ ...here, pending: 5, claimed: 4, parked: 1, stores: ['queueTable', 'spool'] }]);
  });

  it('last from the first failure of any to the last of any, in the words of the newest', () => {
    const early = {
      firstFailedAt: '2026-03-01T01:00:00.000Z',
      message: 'Refused.',
      hint: 'Early.',
    };
    const late = { lastFailedAt: '2026-03-01T09:00:00.000Z', message: 'Refused again.', hint: '' };
    const stores = [
      storeStatus('queueTable', { incidents: [storeIncident(late)] }),
      storeStatus('spool', { incidents: [storeIncident(early)] }),
    ];
    const merged = [
      expect.objectContaining({
        firstFailedAt: early.firstFailedAt,
        lastFailedAt: late.lastFailedAt,
        message: late.message,
        hint: early.hint,
      }),
    ];
    expect(mergeIncidents(stores)).toEqual(merged);
    expect(mergeIncidents([...stores].reverse())).toEqual(merged);
  });

  it('come with the most entries first, twenty of them', () => {
    const incidents = Array.from({ length: 25 }, (_, n) =>
      storeIncident({ fingerprint: `cause ${n}`, pending: n % 2, parked: n }),
    );
    const merged = mergeIncidents([storeStatus('airtable', { incidents })]);
    expect(merged.map(({ pending, parked }) => pending + parked)).toEqual(
      incidents
        .map(({ pending, parked }) => pending + parked)
        .sort((a, b) => b - a)
        .slice(0, 20),
    );
  });
});
