import type { LogReceipt } from '../../nodes/core/logReceipt';

import { memoryStage, type MemoryStage, requestsOf } from '../support/logActivityStage';
import { failure, target } from '../support/queueEntries';

const outcomes = (receipts: readonly LogReceipt[]) => receipts.map(({ outcome }) => outcome);

let stage: MemoryStage;
beforeEach(() => {
  stage = memoryStage();
});

/** From now on the database fails like this. */
function failsWith(words: Parameters<typeof failure>[0]): void {
  stage.sink.onEvent = () => {
    throw failure(words);
  };
}

async function spooled(): Promise<string[]> {
  const now = stage.clock.now();
  const claim = await stage.spool.claimDue({ target, now, limit: 10_000, includeNotDue: true });
  return claim.entries.map(({ eventId }) => eventId);
}

/** How many entries are in claimed files, which is where a journal keeps its page. */
async function journaled(): Promise<number> {
  const paths = stage.files.paths().filter((path) => path.includes('/claimed/'));
  const texts = await Promise.all(paths.map((path) => stage.files.read(path)));
  // The first line of a file is its header, and each line has an end.
  return texts.reduce((sum, text) => sum + String(text).split('\n').length - 2, 0);
}

describe('a journal', () => {
  it('holds every event, bad ones too, before the first attempt, and is gone afterwards', async () => {
    const requests = [...requestsOf(700), ...requestsOf(1, 'NO_SUCH_TYPE')];
    const inJournal: number[] = [];
    const write: MemoryStage['sink']['write'] = async (events) => {
      inJournal.push(await journaled());
      return stage.sink.write(events);
    };
    const sink = Object.assign(Object.create(stage.sink) as typeof stage.sink, { write });
    const receipts = await stage.log(requests, { journal: stage.journal, sink });
    expect(inJournal).toEqual([701, 701]);
    expect(outcomes(receipts).slice(-2)).toEqual(['written', 'parked']);
    expect(await journaled()).toBe(0);
    expect(await spooled()).toEqual([]);
  });

  it('keeps what no store takes: it is dead-lettered, not lost', async () => {
    failsWith({});
    stage.queue.behaviour = 'refuses';
    const stores = { whileAnswering: [stage.queue], whileSilent: [stage.queue] };
    const receipts = await stage.log(requestsOf(2), { journal: stage.journal, stores });
    expect(receipts).toMatchObject([
      { outcome: 'deadLettered', keptIn: 'spool', code: 'ECONNREFUSED' },
      { outcome: 'deadLettered', keptIn: 'spool', code: 'ECONNREFUSED' },
    ]);
    expect((await spooled()).sort()).toEqual(receipts.map(({ eventId }) => eventId).sort());
  });

  it('that cannot be written is said in every receipt, and stops nothing', async () => {
    stage.files.onStep = (step) => {
      if (step === 'create') throw Object.assign(new Error('full'), { code: 'ENOSPC' });
    };
    const receipts = await stage.log(requestsOf(2), { journal: stage.journal });
    expect(outcomes(receipts)).toEqual(['written', 'written']);
    for (const { warning } of receipts) expect(warning).toContain('journal could not be written');
    expect(stage.warnings.join()).toContain('The journal could not be written');
  });
});
