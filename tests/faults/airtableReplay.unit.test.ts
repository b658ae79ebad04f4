import { replayRetryQueue } from '../../nodes/core/replayRetryQueue';
import type { QueueEntry } from '../../nodes/core/retryQueue/queueEntry';
import { systemRandom } from '../../nodes/core/systemClock';
import { ANSWERS } from '../../stand/services/airtableAnswers';
import { AirtableStage } from '../support/faults/airtableStage';
import { MemorySink } from '../support/memorySink';
import { queueEntry, target } from '../support/queueEntries';
import { nobodyRemembers, replayRequest } from '../support/replayRequest';
import { silentLogger } from '../support/silentLogger';

const COUNT = 25;

let stage: AirtableStage;
let sink: MemorySink;
beforeEach(async () => {
  stage = await AirtableStage.open();
  sink = new MemorySink();
  const entries = Array.from({ length: COUNT }, (_, i): QueueEntry => queueEntry(i + 1));
  await stage.store().put(entries, stage.in(600_000));
});
afterEach(() => stage.server.stop());

function replay(store = stage.store()) {
  const { watch: clock } = stage;
  return replayRetryQueue(replayRequest(target, { dueOnly: false }), {
    ...{ stores: [store], sink, clock, random: systemRandom, logger: silentLogger },
    ...{ probe: () => Promise.resolve(), deadline: stage.in(600_000), announcer: null },
    ...nobodyRemembers,
  });
}

const states = () => new Set(stage.server.records.map(({ fields }) => fields['state']));

/** The next runs, after the penalty and then the lease, drain the rest. */
async function expectDrained(): Promise<void> {
  stage.clock.advance(30_000);
  await replay();
  stage.clock.advance(121_000);
  const last = await replay();
  expect(last).toMatchObject({ remaining: 0, stoppedBecause: null });
  expect(sink.stored.size).toBe(COUNT);
  expect(states()).toEqual(new Set(['replayed']));
  const { entries } = await stage.store().claimDue({
    ...{ target, now: stage.clock.now(), limit: 100, includeNotDue: true },
  });
  expect(entries).toEqual([]);
}

describe('429 in the middle of a replay out of Airtable', () => {
  // A run begins with one event, then ten: the second claim is the middle.
  it.each<[string, number, { method: 'GET' | 'PATCH'; after: number }]>([
    ['at the first look', 0, { method: 'GET', after: 0 }],
    ['of the marks', 1, { method: 'PATCH', after: 2 }],
    ['before the marks are read back', 1, { method: 'GET', after: 4 }],
  ])('%s ends the run with that reason, and loses nothing', async (_, replayed, place) => {
    stage.server.answer(place.method, ANSWERS.rateLimit, { after: place.after });
    const report = await replay();
    expect(report.stoppedBecause).toMatch(/takes no requests for 30 seconds/);
    expect(report).toMatchObject({ replayed });
    await expectDrained();
  });

  it.each<[string, 'GET' | 'PATCH']>([
    ['before what was written is looked up', 'GET'],
    ['of what was written', 'PATCH'],
  ])('%s is sat out, and each event is written once', async (_, method) => {
    sink.onKept = () => {
      sink.onKept = () => undefined;
      stage.server.answer(method, ANSWERS.rateLimit);
    };
    const report = await replay();
    expect(report).toMatchObject({ replayed: COUNT, remaining: 0, stoppedBecause: null });
    expect(sink.stored.size).toBe(COUNT);
    expect(states()).toEqual(new Set(['replayed']));
  });

  it('again and again while it settles ends the run with that reason; the rest are duplicates', async () => {
    sink.onKept = () => {
      sink.onKept = () => undefined;
      stage.server.answer('PATCH', ANSWERS.rateLimit, { times: 9 });
    };
    const report = await replay();
    expect(report.stoppedBecause).toMatch(/takes no requests for 30 seconds/);
    stage.server.calm();
    await expectDrained();
  });
});
