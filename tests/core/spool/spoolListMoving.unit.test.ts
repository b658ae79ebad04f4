import { EVERY_ENTRY } from '../../../nodes/core/retryQueue/entryFilter';
import type { Claim } from '../../../nodes/core/retryQueue/retryStore';
import { queueEntry, target } from '../../support/queueEntries';
import { NOW, SpoolStage } from '../../support/spoolStage';

/** Before each read of a whole file, while `times` last, another worker does something. */
function meanwhile(stage: SpoolStage, times: number, happens: () => Promise<void>): void {
  const read = stage.files.read.bind(stage.files);
  let left = times;
  let isBusy = false;
  stage.files.read = async (path, bytes) => {
    if (bytes === undefined && left > 0 && !isBusy) {
      left--;
      isBusy = true;
      await happens();
      isBusy = false;
    }
    return read(path, bytes);
  };
}

/** Claims what waits and gives it back in turn, so that its file is elsewhere each time. */
function toAndFro(stage: SpoolStage): () => Promise<void> {
  let held: Claim | null = null;
  return async () => {
    if (held === null) {
      held = await stage.claim();
      return;
    }
    const settlements = held.entries.map(
      (entry) => ({ entry, outcome: 'kept', next: { ...entry, state: 'pending' } }) as const,
    );
    await stage.store.settle(held, settlements, NOW);
    held = null;
  };
}

const list = (stage: SpoolStage) =>
  stage.store.list({
    ...{ target, states: [], filter: EVERY_ENTRY, limit: 100 },
    ...{ after: null, withPayload: false },
  });

describe('a list of a spool in which another worker moves files', () => {
  it.each([1, 2])('misses no entry, though its file moves %d times', async (times) => {
    const stage = new SpoolStage();
    await stage.put(queueEntry(1));
    meanwhile(stage, times, toAndFro(stage));
    expect((await list(stage)).map(({ eventId }) => eventId)).toEqual([queueEntry(1).eventId]);
  });

  it('says so when files move without end', async () => {
    const stage = new SpoolStage();
    await stage.put(queueEntry(1));
    meanwhile(stage, 100, toAndFro(stage));
    await expect(list(stage)).rejects.toMatchObject({ code: 'spool_busy' });
  });
});
