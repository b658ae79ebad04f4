import { EVERY_ENTRY, type EntryFilter } from '../../../nodes/core/retryQueue/entryFilter';
import { discarded } from '../../../nodes/core/retryQueue/entryTransitions';
import type { ListedEntry, QueueEntry } from '../../../nodes/core/retryQueue/queueEntry';
import type { ListRequest, PurgeRequest } from '../../../nodes/core/retryQueue/retryStore';
import { queueEntry, target } from '../../support/queueEntries';
import { silentLogger } from '../../support/silentLogger';
import { NOW, SpoolStage, parkedEntry, parkedInput } from '../../support/spoolStage';

let stage: SpoolStage;
let readWhole: string[];
beforeEach(() => {
  stage = new SpoolStage();
  readWhole = [];
  const read = stage.files.read.bind(stage.files);
  stage.files.read = async (path, bytes) => {
    if (bytes === undefined) readWhole.push(path);
    return read(path, bytes);
  };
});

const list = (changes: Partial<ListRequest> = {}): Promise<ListedEntry[]> => {
  const request = { target, states: [], filter: EVERY_ENTRY, limit: 100, after: null };
  return stage.store.list({ ...request, withPayload: false, ...changes });
};
const only = (changes: Partial<EntryFilter>): EntryFilter => ({ ...EVERY_ENTRY, ...changes });
const numbersOf = (entries: readonly ListedEntry[]) =>
  entries.map(({ firstFailedAt }) => Date.parse(firstFailedAt) / 1000 - SEVEN);
const SEVEN = Date.UTC(2026, 2, 1, 7) / 1000;

describe('a list of spooled entries', () => {
  it('moves no file, and tells what is claimed', async () => {
    await stage.put(queueEntry(1), parkedEntry(2));
    await stage.claim();
    const before = stage.files.paths();
    expect((await list()).map(({ state }) => state)).toEqual(['claimed', 'parked']);
    expect(stage.files.paths()).toEqual(before);
  });

  it('goes on where the page before ended, over files whose times overlap', async () => {
    await stage.put(queueEntry(1), queueEntry(6), queueEntry(7));
    await stage.put(queueEntry(2), queueEntry(5));
    await stage.put(queueEntry(3), parkedEntry(4));
    const pages: number[][] = [];
    for (let after: ListedEntry | null = null; ;) {
      const page: ListedEntry[] = await list({ limit: 3, after });
      if (page.length === 0) break;
      pages.push(numbersOf(page));
      after = page.at(-1) ?? null;
    }
    expect(pages).toEqual([[1, 2, 3], [4, 5, 6], [7]]);
  });

  it('reads no file that begins behind the page, and none that ends before the last one', async () => {
    for (const number of [1, 2, 3, 4]) await stage.put(queueEntry(number));
    const [, second] = await list();
    readWhole = [];
    expect(numbersOf(await list({ limit: 1, after: second ?? null }))).toEqual([3]);
    // The second as well: another entry of its time could follow.
    expect(readWhole).toHaveLength(2);
  });

  it.each<readonly [string, Partial<EntryFilter>]>([
    ['an id', { ids: [parkedEntry(2).eventId] }],
    ['a lane', { lanes: ['payload'] }],
    ['a cause', { fingerprints: [parkedEntry(2).fingerprint] }],
  ])('finds by %s in files that were written before there were repairs', async (_, wanted) => {
    await stage.put(queueEntry(1));
    await stage.put(parkedEntry(2));
    for (const path of stage.files.paths()) {
      stage.files.damage(path, (text) =>
        text.replace(/"incidents":\[.*?\]/, '"more":1').replace('newestFailedAt', 'unknown'),
      );
    }
    expect(numbersOf(await list({ filter: only(wanted) }))).toEqual([2]);
  });

  it.each<readonly [string, Partial<EntryFilter>]>([
    ['a lane', { lanes: ['payload'] }],
    ['a cause', { fingerprints: [parkedEntry(2).fingerprint] }],
    ['the time', { failedFrom: parkedEntry(2).firstFailedAt }],
    ['the time before', { failedBefore: parkedEntry(2).firstFailedAt }],
  ])('reads no file whose first line excludes %s', async (_, wanted) => {
    await stage.put(queueEntry(1));
    await stage.put(parkedEntry(2));
    expect(await list({ filter: only(wanted) })).toHaveLength(1);
    expect(readWhole).toHaveLength(1);
  });

  it('passes over a damaged file, which the next claim sets aside', async () => {
    await stage.put(queueEntry(1));
    stage.files.damage(stage.only('new'), (text) => text.slice(0, -40));
    await stage.put(queueEntry(2));
    expect(numbersOf(await list())).toEqual([2]);
    const filter = only({ eventTypes: ['NOTE_ADDED'] });
    expect((await stage.claim({ filter })).entries).toHaveLength(1);
    expect(stage.at('quarantine')).toHaveLength(1);
  });

  it('shows an input that was moved by hand as parked all the same', async () => {
    await stage.put(parkedInput(1), parkedEntry(2));
    await stage.moveOnly('parked', 'new');
    expect((await list()).map(({ state }) => state)).toEqual(['parked', 'pending']);
  });

  it('shows what waits again rather than that it was discarded once', async () => {
    await stage.put(queueEntry(1));
    await stage.keep(await stage.claim(), giveUp(NOW));
    await stage.put(queueEntry(1));
    const listed = await list({ states: ['pending', 'discarded'] });
    expect(listed.map(({ state }) => state)).toEqual(['pending']);
  });

  it('takes as long as it needs while the disk answers, and no longer', async () => {
    for (const number of [1, 2, 3]) await stage.put(queueEntry(number));
    const read = stage.files.read.bind(stage.files);
    stage.files.read = async (path, bytes) => {
      stage.clock.advance(2000);
      return read(path, bytes);
    };
    expect(await list()).toHaveLength(3);
    const filter = only({ ids: [queueEntry(3).eventId] });
    expect((await stage.claim({ purpose: 'repair', filter })).entries).toHaveLength(1);
  });
});

describe('a claim with a filter', () => {
  it('moves no file that holds nothing of what is meant', async () => {
    for (const number of [1, 2, 3]) await stage.put(queueEntry(number));
    const moved: string[] = [];
    stage.files.onStep = (step, path) => {
      if (step === 'move') moved.push(path);
    };
    const filter = only({ ids: [queueEntry(2).eventId] });
    const { entries } = await stage.claim({ filter });
    expect(entries).toMatchObject([{ eventId: queueEntry(2).eventId }]);
    expect(moved).toHaveLength(1);
  });

  it('holds what it took for a whole lease, however long the search was', async () => {
    await stage.put(queueEntry(1));
    const read = stage.files.read.bind(stage.files);
    stage.files.read = async (path, bytes) => {
      stage.clock.advance(1400);
      return read(path, bytes);
    };
    await stage.claim({ filter: only({ ids: [queueEntry(1).eventId] }) });
    const now = new Date(NOW.getTime() + 121_000);
    expect((await stage.claim({ now })).entries).toEqual([]);
  });
});

function giveUp(now: Date): (entry: QueueEntry) => QueueEntry {
  return (entry) => discarded(entry, { by: 'ops', reason: 'test data', now });
}

describe('a purge of a spool', () => {
  const purge = (changes: Partial<PurgeRequest> = {}) => {
    const request = { target, states: ['discarded'] as const, dryRun: false };
    return stage.store.purge({ ...request, resolvedBefore: NOW, ...changes });
  };
  const EARLIER = new Date(NOW.getTime() - 1);

  it('keeps what was discarded later, also of the same file, and over a power cut', async () => {
    await stage.put(queueEntry(1), queueEntry(2), queueEntry(3));
    const claim = await stage.claim();
    await stage.keep(claim, (entry) =>
      giveUp(entry.eventId === queueEntry(2).eventId ? NOW : EARLIER)(entry),
    );
    expect(await purge()).toEqual({ replayed: 0, discarded: 2 });
    expect(numbersOf(await list({ states: ['discarded'] }))).toEqual([2]);
    stage.files.cutPower();
    expect(await purge({ resolvedBefore: EARLIER })).toEqual({ replayed: 0, discarded: 0 });
    expect(numbersOf(await list({ states: ['discarded'] }))).toContain(2);
  });

  it('keeps what a person moved there by hand, as nobody said since when', async () => {
    await stage.put(queueEntry(1));
    await stage.moveOnly('new', 'discarded');
    expect(await purge()).toEqual({ replayed: 0, discarded: 0 });
    expect(await list({ states: ['discarded'] })).toMatchObject([{ resolution: null }]);
  });

  it('leaves a damaged file where it is, and says so', async () => {
    const warnings: string[] = [];
    const logger = { ...silentLogger, warn: (message: string) => void warnings.push(message) };
    stage = new SpoolStage(stage.files, logger);
    await stage.put(queueEntry(1));
    await stage.keep(await stage.claim(), giveUp(EARLIER));
    stage.files.damage(stage.only('discarded'), (text) => text.slice(0, -40));
    expect(await purge()).toEqual({ replayed: 0, discarded: 0 });
    expect(stage.at('discarded')).toHaveLength(1);
    expect(warnings).toHaveLength(1);
  });

  it('loses nothing that was to stay when it is interrupted, at whatever step', async () => {
    for (let last = 0, isDone = false; !isDone; last++) {
      stage = new SpoolStage();
      await stage.put(queueEntry(1), queueEntry(2));
      const claim = await stage.claim();
      await stage.keep(claim, (entry) =>
        giveUp(entry.eventId === queueEntry(2).eventId ? NOW : EARLIER)(entry),
      );
      let steps = 0;
      stage.files.onStep = () => {
        if (++steps > last) throw new Error('dead');
      };
      await purge().catch(() => undefined);
      stage.files.onStep = () => undefined;
      stage.files.cutPower();
      expect(numbersOf(await list({ states: ['discarded'] }))).toContain(2);
      isDone = steps <= last;
      expect(last).toBeLessThan(50);
    }
  });
});
