import type { LogReceipt } from '../../nodes/core/logReceipt';

import { memoryStage, type MemoryStage, requestsOf } from '../support/logActivityStage';
import { failure, target } from '../support/queueEntries';

const outcomes = (receipts: readonly LogReceipt[]) => receipts.map(({ outcome }) => outcome);

let stage: MemoryStage;
beforeEach(() => {
  stage = memoryStage();
});

const never = () => new Promise<never>(() => undefined);

/** From now on the database fails like this. */
function failsWith(words: Parameters<typeof failure>[0]): void {
  stage.sink.onEvent = () => {
    throw failure(words);
  };
}

describe('telling people', () => {
  it('comes when everything is safe, and also when nothing failed', async () => {
    await stage.log(requestsOf(2));
    failsWith({});
    const [receipt] = await stage.log(requestsOf(1));
    expect(stage.reports).toMatchObject([
      { target, delivered: 2, kept: [] },
      { target, delivered: 0, kept: [{ keptIn: 'spool', entry: { eventId: receipt?.eventId } }] },
    ]);
  });

  it('names events that are kept nowhere', async () => {
    failsWith({});
    const stores = { whileAnswering: [], whileSilent: [] };
    expect(outcomes(await stage.log(requestsOf(1), { stores }))).toEqual(['lost']);
    expect(stage.reports[0]?.kept).toMatchObject([{ keptIn: null }]);
  });

  it.each([
    [
      'throws',
      () => {
        throw new Error('no');
      },
    ],
    ['fails', () => Promise.reject(new Error('no'))],
    ['hangs', never],
  ])('changes nothing when it %s', async (_, announce) => {
    failsWith({ lane: 'payload' });
    const [receipt] = await stage.log(requestsOf(1), { announcer: { announce } });
    expect(receipt).toMatchObject({ outcome: 'parked', keptIn: 'queueTable' });
    expect(stage.warnings.join()).toContain('The alert could not be sent');
  });

  it('does not stop saving when the log itself throws', async () => {
    failsWith({});
    stage.queue.behaviour = 'refuses';
    const broken = () => {
      throw new Error('The log is full.');
    };
    const logger = { debug: broken, info: broken, warn: broken, error: broken };
    const stores = {
      whileAnswering: [stage.queue, stage.spool],
      whileSilent: [stage.queue, stage.spool],
    };
    const receipts = await stage.log(requestsOf(2), { logger, stores });
    expect(receipts.map(({ keptIn }) => keptIn)).toEqual(['spool', 'spool']);
  });
});
