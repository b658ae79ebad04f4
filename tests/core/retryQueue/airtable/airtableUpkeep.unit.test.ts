import type { HttpClient } from '../../../../nodes/core/ports';
import type { AirtableStore } from '../../../../nodes/core/retryQueue/airtable/airtableStore';
import { EVERY_ENTRY } from '../../../../nodes/core/retryQueue/entryFilter';
import { discarded } from '../../../../nodes/core/retryQueue/entryTransitions';
import type { ListedEntry, QueueEntry } from '../../../../nodes/core/retryQueue/queueEntry';
import { systemRandom } from '../../../../nodes/core/systemClock';
import { ANSWERS } from '../../../../stand/services/airtableAnswers';
import { AirtableStage } from '../../../support/faults/airtableStage';
import { meanwhile } from '../../../support/faults/meanwhile';
import { failure, queueEntry, target } from '../../../support/queueEntries';

const NOW = new Date('2026-03-01T09:00:00.000Z');
const ALL = { target, now: NOW, limit: 1000, includeNotDue: true };

let stage: AirtableStage;
let store: AirtableStore;
beforeEach(async () => {
  stage = await AirtableStage.open();
  store = stage.store();
});
afterEach(() => stage.server.stop());

const put = (...entries: QueueEntry[]) => store.put(entries, stage.in(600_000));
const parkedEntry = (number: number) =>
  queueEntry(number, { failure: failure({ lane: 'payload', code: '22003' }) });
const setByHand = (entry: QueueEntry, state: string) =>
  stage.server.edit(stage.recordOf(entry), { state });
const ids = (entries: ReadonlyArray<{ eventId: string }>) => entries.map(({ eventId }) => eventId);
const noise = (bytes: number) => Buffer.from(systemRandom.bytes(bytes)).toString('base64');

const listed = (states: Parameters<AirtableStore['list']>[0]['states'], filter = EVERY_ENTRY) =>
  store.list({ target, states, filter, limit: 1000, after: null, withPayload: false });

describe('a list of Airtable records', () => {
  it('is in the order of failures, though a column shows days alone', async () => {
    const all = Array.from({ length: 61 }, (_, i) => queueEntry(i + 1));
    await put(...all.slice(9));
    await put(...all.slice(0, 9));
    for (const record of stage.server.records) {
      stage.server.edit(record, { created_at: '2026-03-01' });
    }
    const request = { target, states: [], filter: EVERY_ENTRY, limit: 3, withPayload: true };
    const first = await store.list({ ...request, after: null });
    expect(ids(first)).toEqual(ids([1, 2, 3].map((number) => queueEntry(number))));
    const rest = await store.list({ ...request, limit: 100, after: first.at(-1) ?? null });
    expect(ids(rest)).toEqual(ids(Array.from({ length: 58 }, (_, i) => queueEntry(i + 4))));
  });

  it('reads no more pages than it needs', async () => {
    await put(...Array.from({ length: 300 }, (_, i) => queueEntry(i + 1)));
    const asked = stage.server.seen.length;
    const request = { target, states: [], filter: EVERY_ENTRY, withPayload: false, after: null };
    expect(await store.list({ ...request, limit: 40 })).toHaveLength(40);
    expect(stage.server.seen.length - asked).toBe(1);
    const failedBefore = queueEntry(20).firstFailedAt;
    const filter = { ...EVERY_ENTRY, failedBefore };
    expect(await store.list({ ...request, limit: 1000, filter })).toHaveLength(19);
    expect(stage.server.seen.length - asked).toBe(2);
  });

  it('goes on where its last page ended, and reads no page twice', async () => {
    const all = Array.from({ length: 230 }, (_, i) => queueEntry(i + 1));
    await put(...all);
    const asked = stage.server.seen.length;
    const request = { target, states: [], filter: EVERY_ENTRY, limit: 60, withPayload: true };
    const found: ListedEntry[] = [];
    for (let page = 0; page < 4; page++) {
      stage.clock.advance(60_000);
      found.push(...(await store.list({ ...request, after: found.at(-1) ?? null })));
    }
    expect(ids(found)).toEqual(ids(all));
    expect(stage.server.seen.length - asked).toBe(5);
    expect(await store.list({ ...request, after: found.at(-1) ?? null })).toEqual([]);
    setByHand(queueEntry(1), 'discarded');
    expect(ids(await store.list({ ...request, limit: 1, after: null }))).toEqual([
      queueEntry(2).eventId,
    ]);
  });

  it('has Airtable narrow it down where a formula can', async () => {
    await put(...Array.from({ length: 200 }, (_, i) => queueEntry(i + 1)), parkedEntry(500));
    const asked = stage.server.seen.length;
    const by = (filter: Partial<typeof EVERY_ENTRY>) => listed([], { ...EVERY_ENTRY, ...filter });
    const wanted = queueEntry(150);
    const entryId = `${wanted.eventId}/${wanted.payloadHash.slice(0, 8)}`;
    expect(ids(await by({ ids: [entryId, parkedEntry(500).eventId] }))).toEqual(
      ids([wanted, parkedEntry(500)]),
    );
    expect(await by({ ids: ["x' or true"] })).toEqual([]);
    expect(ids(await by({ codes: ['22003'] }))).toEqual(ids([parkedEntry(500)]));
    expect(await by({ lanes: ['payload'], eventTypes: ['NOTE_ADDED'] })).toHaveLength(1);
    expect(await by({ fingerprints: [parkedEntry(500).fingerprint] })).toHaveLength(1);
    expect(stage.server.seen.length - asked).toBe(5);
  });

  it.each(["it's", 'a\\', '{state}', "')", 'ü'])(
    'is filtered by the code %s, which no formula is given',
    async (code) => {
      await put(queueEntry(1), queueEntry(2, { failure: failure({ code }) }));
      const found = await listed([], { ...EVERY_ENTRY, codes: [code] });
      expect(ids(found)).toEqual([queueEntry(2).eventId]);
    },
  );

  it('leaves out what was edited in the grid, and what waits in the spool', async () => {
    const large = { ...queueEntry(1), payload: JSON.stringify(noise(200_000)) };
    await put(large, queueEntry(2), queueEntry(3));
    stage.server.edit(stage.recordOf(queueEntry(2)), { payload: '{}' });
    expect(ids(await listed([]))).toEqual([queueEntry(3).eventId]);
  });
});

describe('a purge of Airtable records', () => {
  const later = (days: number) => new Date(NOW.getTime() + days * 86_400_000);
  const purge = (resolvedBefore: Date, changes: { http?: HttpClient; dryRun?: boolean } = {}) => {
    const { dryRun = false, ...parts } = changes;
    const states = ['replayed', 'discarded'] as const;
    return stage.store(parts).purge({ target, states, resolvedBefore, dryRun });
  };
  const replayAll = async () => {
    const claim = await store.claimDue(ALL);
    const settlements = claim.entries.map((entry) => ({ entry, outcome: 'replayed' }) as const);
    await store.settle(claim, settlements, NOW);
  };

  it('deletes ten records a request, and copies of one count once', async () => {
    await put(...Array.from({ length: 24 }, (_, i) => queueEntry(i + 1)));
    await replayAll();
    await put(queueEntry(100));
    stage.server.duplicate(stage.recordOf(queueEntry(7)));
    const start = stage.server.seen.length;
    expect(await purge(later(1), { dryRun: true })).toEqual({ replayed: 24, discarded: 0 });
    expect(stage.server.records).toHaveLength(26);
    expect(await purge(later(1))).toEqual({ replayed: 24, discarded: 0 });
    expect(stage.server.records).toEqual([stage.recordOf(queueEntry(100))]);
    const deletions = stage.server.seen.slice(start).filter(({ method }) => method === 'DELETE');
    expect(deletions).toHaveLength(3);
  });

  it('takes what a person discarded by hand once nobody touched it for so long', async () => {
    await put(queueEntry(1), queueEntry(2));
    setByHand(queueEntry(1), 'discarded');
    const touched = stage.clock.now();
    expect(await purge(touched)).toEqual({ replayed: 0, discarded: 0 });
    expect(await purge(new Date(touched.getTime() + 1))).toEqual({ replayed: 0, discarded: 1 });
    expect(stage.server.records).toEqual([stage.recordOf(queueEntry(2))]);
  });

  it('leaves what came back to life in between', async () => {
    await put(queueEntry(1), queueEntry(2));
    await replayAll();
    const http = meanwhile(stage.http, {
      method: 'GET',
      happens: () => setByHand(queueEntry(1), 'pending'),
    });
    expect(await purge(later(1), { http })).toEqual({ replayed: 1, discarded: 0 });
    expect(stage.server.records).toEqual([stage.recordOf(queueEntry(1))]);
  });

  it('takes pointers to the spool that are done with', async () => {
    const entry = { ...queueEntry(1), payload: JSON.stringify(noise(200_000)) };
    await put(entry);
    expect(await purge(later(1))).toEqual({ replayed: 0, discarded: 0 });
    await store.settledElsewhere([{ entry, outcome: 'replayed' }], NOW);
    expect(await purge(later(1))).toEqual({ replayed: 1, discarded: 0 });
  });

  it('sits out a penalty, keeps its pace and ends with what it was to do', async () => {
    await put(...Array.from({ length: 120 }, (_, i) => queueEntry(i + 1)));
    await replayAll();
    const start = stage.clock.elapsed();
    stage.server.answer('DELETE', ANSWERS.rateLimit, { after: 2 });
    expect(await purge(later(1))).toEqual({ replayed: 120, discarded: 0 });
    expect(stage.server.records).toEqual([]);
    const times = stage.server.seen.map(({ at }) => at).filter((at) => at >= start);
    const inSecond = (from: number) => times.filter((at) => at >= from && at < from + 1000).length;
    expect(Math.max(...times.map(inSecond))).toBeLessThanOrEqual(4);
  });

  it('goes on past a record that somebody deleted meanwhile', async () => {
    await put(...Array.from({ length: 12 }, (_, i) => queueEntry(i + 1)));
    await replayAll();
    let looks = 0;
    const http: HttpClient = {
      send: async (request) => {
        const answer = await stage.http.send(request);
        looks += request.method === 'GET' ? 1 : 0;
        const record = stage.recordsOf(queueEntry(3))[0];
        if (looks === 2 && record) stage.server.delete(record);
        return answer;
      },
    };
    expect(await purge(later(1), { http })).toEqual({ replayed: 11, discarded: 0 });
    expect(stage.server.records).toEqual([]);
  });
});

describe('the status of an Airtable table', () => {
  it('groups what waits by cause, from the columns that people see', async () => {
    await put(queueEntry(1), parkedEntry(2), parkedEntry(3));
    setByHand(parkedEntry(3), 'pending');
    const { incidents } = await store.status(target, NOW);
    expect(incidents).toEqual([
      {
        fingerprint: parkedEntry(2).fingerprint,
        lane: 'payload',
        code: '22003',
        message: 'The server refused the connection.',
        hint: '',
        pending: 1,
        claimed: 0,
        parked: 1,
        firstFailedAt: parkedEntry(2).firstFailedAt,
        lastFailedAt: parkedEntry(3).lastFailedAt,
      },
      expect.objectContaining({ fingerprint: queueEntry(1).fingerprint, pending: 1 }),
    ]);
  });

  it('names other targets whose entries wait, at one request each', async () => {
    const other = { ...target, database: 'other' };
    const third = { ...target, schema: 'third' };
    await put(queueEntry(1), queueEntry(2, { target: other }), queueEntry(3, { target: other }));
    await put(queueEntry(4, { target: third }), queueEntry(5, { target: third }));
    setByHand(queueEntry(5), 'discarded');
    const asked = stage.server.seen.length;
    const { otherTargets } = await store.status(target, NOW);
    expect(stage.server.seen.length - asked).toBe(3);
    expect(otherTargets).toEqual([
      { target: other, waiting: 2 },
      { target: third, waiting: 1 },
    ]);
  });

  it('says how many wait in the spool, and passes over rows that are none of ours', async () => {
    await put({ ...queueEntry(1), payload: JSON.stringify(noise(200_000)) }, queueEntry(2));
    const empty = stage.server.duplicate(stage.recordOf(queueEntry(2)));
    empty.fields = { lead_id: 'a note' };
    const { depth, notices } = await store.status(target, NOW);
    expect(depth).toMatchObject([{ count: 1 }]);
    expect(notices).toEqual([expect.stringMatching(/wait in the spool of the host .*: 1\.$/)]);
  });
});

describe('a record that points to the spool', () => {
  const large = (text = noise(200_000)): QueueEntry => ({
    ...queueEntry(1),
    payload: JSON.stringify(text),
  });
  const elsewhere = (entry: QueueEntry, next: QueueEntry) =>
    store.settledElsewhere([{ entry, outcome: 'kept', next }], NOW);

  it('shows that its event was discarded', async () => {
    const entry = large();
    await put(entry);
    await elsewhere(entry, discarded(entry, { by: 'John', reason: 'a test', now: NOW }));
    expect(stage.recordOf(entry).fields).toMatchObject({ state: 'discarded' });
  });

  it('follows an edit, and goes when the event is small now', async () => {
    const entry = large();
    await put(entry);
    const [old] = stage.server.records;
    const longer = { ...large(noise(200_000)), payloadHash: 'ab'.repeat(32) };
    await elsewhere(entry, longer);
    expect(stage.server.records).toHaveLength(1);
    expect(stage.server.records).not.toEqual([old]);
    expect(stage.recordOf(entry).fields).toMatchObject({ state: 'in spool' });
    await elsewhere(longer, { ...queueEntry(1), payloadHash: 'cd'.repeat(32) });
    expect(stage.server.records).toEqual([]);
  });

  it('is not made for an event that had none', async () => {
    await store.settledElsewhere([{ entry: large(), outcome: 'replayed' }], NOW);
    expect(stage.server.records).toEqual([]);
  });
});
