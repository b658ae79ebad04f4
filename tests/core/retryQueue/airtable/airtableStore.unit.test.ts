import { AxiosHttpClient } from '../../../../nodes/core/http/axiosHttpClient';
import type { HttpClient } from '../../../../nodes/core/ports';
import { released } from '../../../../nodes/core/retryQueue/entryTransitions';
import { AirtableStore } from '../../../../nodes/core/retryQueue/airtable/airtableStore';
import type { QueueEntry } from '../../../../nodes/core/retryQueue/queueEntry';
import type { Claim, Settlement } from '../../../../nodes/core/retryQueue/retryStore';
import { systemClock, systemRandom } from '../../../../nodes/core/systemClock';
import type { ExaminedStore } from '../../../contract/examinedStore';
import { describeRetryStore } from '../../../contract/retryStore.contract';
import { describeRetryStoreModel } from '../../../contract/retryStoreModel.contract';
import { ANSWERS } from '../../../../stand/services/airtableAnswers';
import { AirtableServer } from '../../../../stand/services/airtableServer';
import { AirtableStage } from '../../../support/faults/airtableStage';
import { ManualClock } from '../../../support/manualClock';
import { failure, queueEntry, target } from '../../../support/queueEntries';
import { silentLogger } from '../../../support/silentLogger';

const NOW = new Date('2026-03-01T09:00:00.000Z');
const AFTER_LEASE = new Date(NOW.getTime() + 180_000);
const ALL = { target, now: NOW, limit: 1000, includeNotDue: true };

const examined: AirtableServer[] = [];
afterEach(async () => {
  for (const server of examined.splice(0)) await server.stop();
});

async function openEmpty(): Promise<ExaminedStore> {
  const http = new AxiosHttpClient(systemClock);
  const clock = new ManualClock(undefined, true);
  const server = await AirtableServer.start(clock);
  examined.push(server);
  const { config } = server;
  const open = () =>
    new AirtableStore({ http, clock, random: systemRandom, logger: silentLogger, config });
  return { workers: [open(), open()], deadline: Number.MAX_SAFE_INTEGER };
}

describeRetryStore('airtable', openEmpty);
describeRetryStoreModel('airtable', openEmpty, { runs: 30 });

describe('the Airtable store', () => {
  let stage: AirtableStage;
  let store: AirtableStore;
  beforeEach(async () => {
    stage = await AirtableStage.open();
    store = stage.store();
  });
  afterEach(() => stage.server.stop());

  const put = (...entries: QueueEntry[]) => store.put(entries, stage.in(600_000));
  const cells = (entry: QueueEntry) => stage.recordOf(entry).fields;
  const replayed = ({ entries }: Claim): Settlement[] =>
    entries.map((entry) => ({ entry, outcome: 'replayed' }));

  describe('shows people', () => {
    it('the columns they know, and what they need to judge', async () => {
      const entry = queueEntry(1);
      await put(entry);
      expect(cells(entry)).toMatchObject({
        queue_id: expect.stringMatching(new RegExp(`^${entry.eventId}/[0-9a-f]{8}$`)),
        operation_type: 'NOTE_ADDED',
        payload: entry.payload,
        retry_count: 0,
        next_retry_at: entry.nextAttemptAt,
        created_at: entry.firstFailedAt,
        state: 'pending',
        lane: 'transient',
        code: 'ECONNREFUSED',
        message: 'The server refused the connection.',
        fingerprint: entry.fingerprint,
      });
    });

    it('the lead, when the event names one', async () => {
      const payload = {
        ...(JSON.parse(queueEntry(1).payload) as object),
        leadAirtableId: 'recLead',
      };
      const entry = { ...queueEntry(1), payload: JSON.stringify(payload) };
      await put(entry);
      expect(cells(entry).lead_id).toBe('recLead');
    });

    it('nothing of the event but in payload', async () => {
      const entry = queueEntry(1);
      await put(entry);
      const { payload: _, ...others } = cells(entry);
      expect(JSON.stringify(others)).not.toMatch(/line one|line two|Gr/);
    });

    it('parked inputs with their payload', async () => {
      const entry: QueueEntry = {
        ...queueEntry(1, { failure: failure({ lane: 'payload' }) }),
        payloadKind: 'parked',
        payload: '{"not":"an event"}',
      };
      await put(entry);
      expect(cells(entry)).toMatchObject({ state: 'parked', payload: '{"not":"an event"}' });
      expect(cells(entry).lead_id).toBeUndefined();
    });
  });

  describe('lets people', () => {
    it('have a parked event replayed by setting its state to pending', async () => {
      const entry = queueEntry(1, { failure: failure({ lane: 'conflict' }) });
      await put(entry);
      cells(entry).state = 'pending';
      const { entries } = await store.claimDue({ ...ALL, includeNotDue: false });
      expect(entries).toMatchObject([{ eventId: entry.eventId, state: 'claimed' }]);
    });

    it('not have replayed what never was an event', async () => {
      const refused = queueEntry(1, { failure: failure({ lane: 'payload' }) });
      const entry: QueueEntry = { ...refused, payloadKind: 'parked', payload: '{}' };
      await put(entry);
      stage.server.edit(stage.recordOf(entry), { state: 'pending' });
      expect((await store.claimDue(ALL)).entries).toEqual([]);
      expect(cells(entry)).toMatchObject({ state: 'parked' });
    });

    it('set anything pending without holding up the rest', async () => {
      const refused = queueEntry(1, { failure: failure({ lane: 'payload' }) });
      const never: QueueEntry = { ...refused, payloadKind: 'parked', payload: '{}' };
      await put(never, queueEntry(2), queueEntry(3));
      stage.server.edit(stage.recordOf(never), { state: 'pending' });
      cells(queueEntry(2)).payload = '{}';
      const { entries } = await store.claimDue({ ...ALL, limit: 1 });
      expect(entries.map(({ eventId }) => eventId)).toEqual([queueEntry(3).eventId]);
      const asked = stage.server.seen.length;
      const pending = { ...queueEntry(4), payloadKind: 'parked', payload: '{}' } as const;
      await put(pending);
      expect((await store.claimDue(ALL)).entries).toEqual([]);
      expect(stage.server.seen.length - asked).toBe(2);
      expect(cells(pending).state).toBe('pending');
    });

    it('discard an event by setting its state', async () => {
      await put(queueEntry(1));
      cells(queueEntry(1)).state = 'discarded';
      expect((await store.claimDue(ALL)).entries).toEqual([]);
      expect((await store.status(target, NOW)).depth).toEqual([]);
    });

    it('know of a state that is none', async () => {
      await put(queueEntry(1), queueEntry(2));
      cells(queueEntry(1)).state = 'Pending!';
      const { depth, notices } = await store.status(target, NOW);
      expect(depth).toEqual([{ state: 'pending', lane: 'transient', count: 1 }]);
      expect(notices).toEqual([expect.stringMatching(/with a state or lane that is none: 1\./)]);
    });
  });

  it.each(['payload', 'entry'])(
    'sets a record aside whose %s was edited, tells people, and hands out the others',
    async (column) => {
      await put(queueEntry(1), queueEntry(2));
      const record = stage.recordOf(queueEntry(1));
      record.fields[column] = String(record.fields[column])
        .replace('NOTE', 'NOSE')
        .replace('0', '1');
      const { entries } = await store.claimDue(ALL);
      expect(entries.map(({ eventId }) => eventId)).toEqual([queueEntry(2).eventId]);
      expect(record.fields.state).toBe('unreadable');
      expect(stage.logged).toMatchObject([{ context: { records: [record.id] } }]);
      const { notices } = await store.status(target, NOW);
      expect(notices).toEqual([expect.stringMatching(/payload or entry was changed: 1\./)]);
      expect((await store.claimDue(ALL)).entries).toEqual([]);
    },
  );

  it('does not hand out an entry of another target whose record was moved here', async () => {
    const elsewhere = queueEntry(1, { target: { ...target, database: 'other' } });
    await put(elsewhere, queueEntry(2));
    cells(elsewhere).target = cells(queueEntry(2)).target;
    const { entries } = await store.claimDue(ALL);
    expect(entries.map(({ eventId }) => eventId)).toEqual([queueEntry(2).eventId]);
  });

  describe('of clocks that were ahead', () => {
    const HOUR = 3_600_000;
    const at = (milliseconds: number) => new Date(NOW.getTime() + milliseconds).toISOString();
    const due = { ...ALL, includeNotDue: false };
    const waiting = (count: number) =>
      Array.from({ length: count }, (_, number) => ({
        ...queueEntry(number),
        nextAttemptAt: at(HOUR),
      }));
    const skewed = { ...queueEntry(500), nextAttemptAt: at(24 * HOUR) };

    it.each([1, 250])(
      'an entry is due when no back-off ends so late, behind %d that wait',
      async (count) => {
        await put(...waiting(count), skewed);
        expect((await store.claimDue(due)).entries).toMatchObject([{ eventId: skewed.eventId }]);
      },
    );

    it('an entry is met again by a run that cannot have tried it', async () => {
      const tried = { ...queueEntry(1), lastFailedAt: at(60_000) };
      const ahead = { ...queueEntry(2), lastFailedAt: at(24 * HOUR) };
      await put(tried, ahead);
      const { entries } = await store.claimDue({ ...ALL, failedUntil: NOW });
      expect(entries).toMatchObject([{ eventId: ahead.eventId }]);
    });

    it('nobody asks twice while few wait', async () => {
      await put(...waiting(99));
      const asked = stage.server.seen.length;
      expect((await store.claimDue(due)).entries).toEqual([]);
      expect(stage.server.seen).toHaveLength(asked + 1);
    });
  });

  it('gives a claim that waited for another its whole lease', async () => {
    await put(queueEntry(1), queueEntry(2));
    const slow: HttpClient = {
      send: (request) => {
        stage.clock.advance(7000);
        return stage.http.send(request);
      },
    };
    const request = { ...ALL, now: stage.clock.now(), limit: 1 };
    const worker = stage.store({ http: slow });
    await Promise.all([worker.claimDue(request), worker.claimDue(request)]);
    const ends = [1, 2].map((id) => Date.parse(String(cells(queueEntry(id)).next_retry_at)));
    // Only what a claim itself takes is off its lease: three requests.
    expect(Math.max(...ends) - stage.clock.now().getTime()).toBeGreaterThan(100_000);
  });

  it('hands out only what no other process marked in between', async () => {
    await put(queueEntry(1), queueEntry(2));
    const http: HttpClient = {
      send: async (request) => {
        const answer = await stage.http.send(request);
        if (request.method === 'PATCH') cells(queueEntry(1)).claim_token = 'of another process';
        return answer;
      },
    };
    const { entries } = await stage.store({ http }).claimDue(ALL);
    expect(entries.map(({ eventId }) => eventId)).toEqual([queueEntry(2).eventId]);
  });

  it('counts no crash when a claim could not be brought to its end', async () => {
    await put(queueEntry(1));
    stage.server.answer('GET', ANSWERS.unavailable, { after: 1 });
    await expect(store.claimDue(ALL)).rejects.toThrow('Airtable could not serve the request');
    expect(cells(queueEntry(1)).state).toBe('claimed');
    const { entries } = await store.claimDue({ ...ALL, now: AFTER_LEASE });
    expect(entries).toMatchObject([{ eventId: queueEntry(1).eventId, crashClaims: 0 }]);
  });

  it('begins a list again that is gone in the middle', async () => {
    await put(...Array.from({ length: 250 }, (_, i) => queueEntry(i + 1)));
    stage.server.answer('GET', ANSWERS.listGone, { after: 1 });
    expect((await store.status(target, NOW)).depth).toMatchObject([{ count: 250 }]);
  });

  it('sits out a penalty to settle what was replayed', async () => {
    await put(queueEntry(1));
    const claim = await store.claimDue(ALL);
    stage.server.answer('PATCH', ANSWERS.rateLimit);
    const before = stage.clock.elapsed();
    await store.settle(claim, replayed(claim), NOW);
    expect(cells(queueEntry(1)).state).toBe('replayed');
    expect(stage.clock.elapsed() - before).toBeGreaterThanOrEqual(30_000);
  });

  it('gives up settling within a minute', async () => {
    await put(queueEntry(1));
    const claim = await store.claimDue(ALL);
    stage.server.answer('PATCH', ANSWERS.rateLimit, { times: 9 });
    const before = stage.clock.elapsed();
    await expect(store.settle(claim, replayed(claim), NOW)).rejects.toThrow('for 30 seconds');
    expect(stage.clock.elapsed() - before).toBeLessThan(61_000);
  });

  it('settles the neighbours of a record that somebody deleted', async () => {
    await put(queueEntry(1), queueEntry(2), queueEntry(3));
    const claim = await store.claimDue(ALL);
    stage.server.delete(stage.recordOf(queueEntry(2)));
    await store.settle(claim, replayed(claim), NOW);
    expect(stage.server.records.map(({ fields }) => fields.state)).toEqual([
      'replayed',
      'replayed',
    ]);
    expect(stage.logged).toMatchObject([{ context: { missing: 1, of: 3 } }]);
  });

  it('takes a replayed event back that failed again', async () => {
    await put(queueEntry(1));
    const claim = await store.claimDue(ALL);
    await store.settle(claim, replayed(claim), NOW);
    await put(queueEntry(1));
    expect((await store.claimDue(ALL)).entries).toHaveLength(1);
  });

  describe('an entry that is large', () => {
    const entryOf = (payload: string) => ({ ...queueEntry(1), payload: JSON.stringify(payload) });
    const noise = (bytes: number) => Buffer.from(systemRandom.bytes(bytes)).toString('base64');

    it('comes back from a packed cell as it was', async () => {
      const entry = entryOf('x'.repeat(3_000_000));
      expect(await put(entry)).toEqual({ left: [], code: null });
      expect(String(cells(entry).payload).length).toBeLessThan(90_000);
      expect((await store.claimDue(ALL)).entries).toEqual([{ ...entry, state: 'claimed' }]);
    });

    it('goes to the spool beyond that, and a record points there', async () => {
      const entry = entryOf(noise(200_000));
      expect(await put(queueEntry(2), entry)).toEqual({ left: [entry], code: 'too_large' });
      expect(cells(entry)).toMatchObject({ state: 'in spool', code: 'ECONNREFUSED' });
      expect(cells(entry)).not.toHaveProperty('payload');
      expect(cells(entry)).not.toHaveProperty('entry');
      expect((await store.claimDue(ALL)).entries).toHaveLength(1);
      expect((await store.status(target, NOW)).depth).toMatchObject([{ count: 1 }]);
    });

    it('is shown as replayed once the spool says so', async () => {
      const entry = entryOf(noise(200_000));
      await put(entry);
      await store.settledElsewhere(
        [
          { entry, outcome: 'replayed' },
          { entry: queueEntry(2), outcome: 'replayed' },
        ],
        NOW,
      );
      expect(cells(entry).state).toBe('replayed');
      expect(stage.server.records).toHaveLength(1);
    });

    it('is shown as parked once the spool says so, and a failure to show it is logged', async () => {
      const entry = entryOf(noise(200_000));
      await put(entry);
      const next: QueueEntry = { ...released(entry), state: 'parked', nextAttemptAt: null };
      await store.settledElsewhere([{ entry, outcome: 'kept', next }], NOW);
      expect(cells(entry).state).toBe('parked in spool');
      stage.server.answer('PATCH', ANSWERS.serverError);
      await store.settledElsewhere([{ entry, outcome: 'replayed' }], NOW);
      expect(stage.logged).toMatchObject([{ context: { code: 'SERVER_ERROR', records: 1 } }]);
    });
  });
});
