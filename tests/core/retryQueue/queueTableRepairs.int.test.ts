import { TargetUnavailableError } from '../../../nodes/core/errors';
import { quoteSchema } from '../../../nodes/core/postgres/identifiers';
import type { PostgresPool } from '../../../nodes/core/postgres/pool';
import { EVERY_ENTRY } from '../../../nodes/core/retryQueue/entryFilter';
import { released } from '../../../nodes/core/retryQueue/entryTransitions';
import type { ListedEntry, QueueEntry } from '../../../nodes/core/retryQueue/queueEntry';
import { QueueTableStore } from '../../../nodes/core/retryQueue/queueTableStore';
import type { Claim, ClaimRequest } from '../../../nodes/core/retryQueue/retryStore';
import { systemClock, systemRandom } from '../../../nodes/core/systemClock';
import { failure, queueEntry, target } from '../../support/queueEntries';
import { discardedBy, edited, keptAs, refusedInput } from '../../support/repairs';
import { silentLogger } from '../../support/silentLogger';
import { type TestDatabase, createTestDatabase } from '../../support/testDatabase';

const NOW = new Date('2026-03-01T09:00:00.000Z');
const LATER = new Date('2036-01-01T00:00:00.000Z');
const REFUSED = failure({ lane: 'payload', code: '22P02' });
let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(() => database.query('delete from activity_retry_queue'));

function storeOf(worker = 'worker', pool: PostgresPool = database.pool): QueueTableStore {
  return new QueueTableStore({
    ...{ pool, schema: quoteSchema('public'), worker },
    ...{ clock: systemClock, random: systemRandom, logger: silentLogger },
  });
}

const put = (...entries: QueueEntry[]) => storeOf().put(entries, systemClock.elapsed() + 60_000);
const claim = (options: Partial<ClaimRequest> = {}, store = storeOf()) =>
  store.claimDue({
    ...{ target, now: NOW, limit: 1000, includeNotDue: false, purpose: 'repair' },
    ...options,
  });
const settle = (held: Claim, transition: (entry: QueueEntry) => QueueEntry) =>
  storeOf().settle(held, keptAs(held, transition), NOW);
const everything = { target, filter: EVERY_ENTRY, limit: 1000, after: null, withPayload: true };
const list = (...states: ListedEntry['state'][]) => storeOf().list({ ...everything, states });

describe('a repair in the queue table', () => {
  it('takes the place of the entry in one statement, whoever looks', async () => {
    await put(refusedInput(1));
    const next = edited(refusedInput(1), 2, NOW);
    await settle(await claim(), () => next);
    expect(await list()).toEqual([next]);
    expect(await database.query('select count(*)::int as rows from activity_retry_queue')).toEqual([
      { rows: 1 },
    ]);
  });

  it('moves the entry to another tenant', async () => {
    await put(refusedInput(1));
    const next = { ...edited(refusedInput(1), 2, NOW), tenantId: 'acme' };
    await settle(await claim(), () => next);
    expect(await list()).toEqual([next]);
  });

  it('keeps edits whatever characters they are about', async () => {
    await put(refusedInput(1));
    const next = edited(refusedInput(1), 2, NOW);
    const changes = [
      { path: 'a\0b', before: 'NUL \0 and half \ud800', after: { '"\\': 'Grüße 😀' } },
    ];
    const edits = next.edits.map((edit) => ({ ...edit, changes }));
    await settle(await claim(), () => ({ ...next, edits }));
    expect(await list()).toMatchObject([{ edits }]);
  });

  it('takes a reason with characters that no column takes', async () => {
    await put(queueEntry(1));
    const resolution = { outcome: 'discarded', at: NOW.toISOString() } as const;
    await settle(await claim(), (entry) => ({
      ...discardedBy(NOW)(entry),
      resolution: { ...resolution, by: 'a\0b', reason: 'half \ud800' },
    }));
    expect(await list('discarded')).toMatchObject([
      { resolution: { ...resolution, by: 'a\ufffdb', reason: 'half \ufffd' } },
    ]);
  });

  it('is refused, and loses nothing, when the queue has that very event already', async () => {
    await put(queueEntry(1, { failure: REFUSED }), queueEntry(2));
    const held = await claim({ filter: { ...EVERY_ENTRY, ids: [queueEntry(1).eventId] } });
    await expect(settle(held, (entry) => edited(entry, 2, NOW))).rejects.toMatchObject({
      code: '23505',
    });
    await claim({ purpose: 'replay', limit: 1 });
    expect(await list('parked')).toEqual([queueEntry(1, { failure: REFUSED })]);
    expect(await list('claimed')).toEqual([{ ...queueEntry(2), state: 'claimed' }]);
  });

  it('gives back as parked what a living worker could not settle', async () => {
    const way = { isOpen: true };
    const refused = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
    const pool: PostgresPool = {
      connect: () => (way.isOpen ? database.pool.connect() : Promise.reject(refused)),
      end: () => Promise.resolve(),
    };
    await put(queueEntry(1, { failure: REFUSED }));
    const held = await claim({}, storeOf('worker', pool));
    way.isOpen = false;
    const settled = storeOf('worker', pool).settle(held, keptAs(held, released), NOW);
    await expect(settled).rejects.toThrow(TargetUnavailableError);
    way.isOpen = true;
    expect((await claim({ purpose: 'replay' }, storeOf('worker', pool))).entries).toEqual([]);
    expect(await list()).toEqual([queueEntry(1, { failure: REFUSED })]);
  });

  it('wins over the same event that fails meanwhile, which is in its history', async () => {
    await put(queueEntry(1, { failure: REFUSED }));
    const held = await claim();
    await put(queueEntry(1, { failedAt: NOW }));
    expect((await claim()).entries).toEqual([]);
    await settle(held, (entry) => edited(entry, 2, NOW));
    const [found, ...others] = await list();
    expect(others).toEqual([]);
    expect(found).toMatchObject({ eventId: queueEntry(2).eventId, attempts: 6, state: 'pending' });
  });

  it('wakes for good, as new, when the event fails again after the last word', async () => {
    await put(queueEntry(1));
    const used = { replays: 3, crashClaims: 2 };
    await settle(await claim(), (entry) => ({ ...edited(entry, 2, NOW), ...used }));
    await settle(await claim(), discardedBy(NOW));
    await put(queueEntry(2, { failedAt: new Date(NOW.getTime() + 1000) }));
    const [found] = await list();
    expect(found).toMatchObject({
      ...{ state: 'pending', resolution: null, replays: 0, crashClaims: 0 },
      firstFailedAt: '2026-03-01T09:00:01.000Z',
    });
    expect(found?.edits).toHaveLength(1);
  });

  it('is done once when two settle the same claim', async () => {
    await put(queueEntry(1));
    const held = await claim();
    await settle(held, discardedBy(NOW));
    await settle(held, released);
    expect(await list('discarded')).toHaveLength(1);
    expect(await list()).toEqual([]);
  });
});

describe('many at once in the queue table', () => {
  it('settle, put and purge without a deadlock, and every entry is somewhere', async () => {
    const entries = Array.from({ length: 150 }, (_, number) => queueEntry(number));
    await put(...entries);
    const workers = Array.from({ length: 4 }, async (_, worker) => {
      for (let round = 0; round < 3; round++) {
        const held = await claim({ limit: 40, purpose: 'replay' }, storeOf(`worker-${worker}`));
        const fates = keptAs(held, worker % 2 === 0 ? discardedBy(NOW) : released).toReversed();
        await storeOf(`worker-${worker}`).settle(held, fates, NOW);
      }
    });
    const puts = Array.from({ length: 3 }, async (_, round) => {
      const failedAt = new Date(NOW.getTime() - 60_000 + round);
      const again = Array.from({ length: 150 }, (_, number) => queueEntry(number, { failedAt }));
      await put(...(round % 2 === 0 ? again : again.toReversed()));
    });
    await Promise.all([...workers, ...puts]);
    const { depth } = await storeOf().status(target);
    const waiting = depth.reduce((sum, { count }) => sum + count, 0);
    expect(waiting + (await list('discarded')).length).toBe(150);
    expect(depth.every(({ state }) => state === 'pending')).toBe(true);
  });

  it('purge more than one portion, and pass over what somebody holds', async () => {
    const entries = Array.from({ length: 1100 }, (_, number) => queueEntry(number));
    await put(...entries.map(discardedBy(NOW)));
    const holder = await database.pool.connect();
    try {
      await holder.query('begin');
      await holder.query('select 1 from activity_retry_queue where event_id = $1 for update', [
        queueEntry(7).eventId,
      ]);
      const request = { target, states: ['discarded' as const], resolvedBefore: LATER };
      expect(await storeOf().purge({ ...request, dryRun: true })).toMatchObject({
        discarded: 1100,
      });
      expect(await storeOf().purge({ ...request, dryRun: false })).toEqual({
        ...{ replayed: 0, discarded: 1099 },
      });
    } finally {
      await holder.query('rollback');
      holder.release();
    }
    expect(await list('discarded')).toMatchObject([{ eventId: queueEntry(7).eventId }]);
  });
});

describe('a list of the queue table', () => {
  it('shows full pages past rows that it cannot read', async () => {
    await put(...[1, 2, 3, 4, 5].map((number) => queueEntry(number)));
    await database.query("update activity_retry_queue set origin = '{}' where event_id = any($1)", [
      [queueEntry(1).eventId, queueEntry(2).eventId, queueEntry(4).eventId],
    ]);
    const page = await storeOf().list({ ...everything, states: [], limit: 2 });
    expect(page).toEqual([queueEntry(3), queueEntry(5)]);
  });

  it('keeps its place while entries before and after it come and go', async () => {
    await put(...[1, 2, 4, 6].map((number) => queueEntry(number)));
    const [, last = null] = await storeOf().list({ ...everything, states: [], limit: 2 });
    await settle(
      await claim({ filter: { ...EVERY_ENTRY, ids: [queueEntry(2).eventId] } }),
      (entry) => discardedBy(NOW)(entry),
    );
    await put(queueEntry(0), queueEntry(5));
    const next = await storeOf().list({ ...everything, states: [], limit: 2, after: last });
    expect(next).toEqual([queueEntry(4), queueEntry(5)]);
  });

  it('reads when an older version said in words of its own that something was replayed', async () => {
    await put(queueEntry(1));
    await database.query(`update activity_retry_queue set state = 'replayed', next_attempt_at = null,
      resolution = '{"outcome": "duplicate", "at": "2026-03-01T10:00:00+01:00"}'`);
    expect(await list('replayed')).toMatchObject([
      { resolution: { outcome: 'duplicate', at: NOW.toISOString(), by: null, reason: null } },
    ]);
  });
});
