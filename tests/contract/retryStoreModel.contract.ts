import fc from 'fast-check';
import { EVERY_ENTRY } from '../../nodes/core/retryQueue/entryFilter';
import { entryKey } from '../../nodes/core/retryQueue/entryKey';
import type { EntryState } from '../../nodes/core/retryQueue/queueEntry';
import type { RetryStore } from '../../nodes/core/retryQueue/retryStore';
import { target } from '../support/queueEntries';
import { lastingPartOf, type QueueCommand, queueCommands } from '../support/queueCommands';
import { QueueModel } from '../support/queueModel';
import type { OpenStore } from './examinedStore';

export interface ModelExam {
  readonly runs: number;
  /** Whether a status may count what was put twice as two, until a claim finds that it is one. */
  readonly countsCopies?: boolean;
}

/**
 * Any sequence of puts, claims, settlements, crashes and purges leaves in the store what it leaves
 * in a queue that is as simple as can be.
 */
export function describeRetryStoreModel(
  name: string,
  open: OpenStore,
  { runs, countsCopies = false }: ModelExam,
): void {
  describe(`the retry store ${name}, compared with a model`, () => {
    it(
      'holds what the model holds, whatever happens to it',
      () =>
        fc.assert(
          fc.asyncProperty(
            fc.commands(
              queueCommands().map((command) => watched(command, countsCopies)),
              { maxCommands: 30, size: 'max' },
            ),
            async (commands) => {
              const real = await open();
              await fc.asyncModelRun(() => ({ model: new QueueModel(), real }), commands);
            },
          ),
          { numRuns: runs },
        ),
      LONGEST_EXAM,
    );
  });
}

/** Milliseconds. */
const LONGEST_EXAM = 120_000;

/** After every step, the store is looked at. */
function watched(
  commands: fc.Arbitrary<QueueCommand>,
  countsCopies: boolean,
): fc.Arbitrary<QueueCommand> {
  return commands.map((command) => ({
    check: (model) => command.check(model),
    toString: () => String(command),
    run: async (model, real) => {
      await command.run(model, real);
      await agrees(real.workers[0], model);
      await countsRight(real.workers[0], model, countsCopies);
    },
  }));
}

async function agrees(store: RetryStore, model: QueueModel): Promise<void> {
  const waiting = await listed(store, []);
  expect([...waiting.keys()].sort()).toEqual([...model.waiting.keys()].sort());
  for (const [key, kept] of model.waiting) {
    const entry = waiting.get(key);
    expect(entry).toMatchObject(kept.isOrphan ? {} : lastingPartOf(kept.entry));
    expect(model.statesOf(kept)).toContain(entry?.state);
  }
  const discarded = await listed(store, ['discarded']);
  expect([...discarded.keys()].sort()).toEqual([...model.discarded.keys()].sort());
  for (const [key, entry] of model.discarded) {
    expect(discarded.get(key)).toMatchObject(lastingPartOf(entry));
  }
}

async function countsRight(store: RetryStore, model: QueueModel, countsCopies: boolean) {
  const { depth } = await store.status(target, model.date);
  const waits = depth.reduce((sum, { count }) => sum + count, 0);
  if (countsCopies) expect(waits).toBeGreaterThanOrEqual(model.waiting.size);
  else expect(waits).toBe(model.waiting.size);
}

async function listed(store: RetryStore, states: readonly EntryState[]) {
  const page = await store.list({
    ...{ target, states, filter: EVERY_ENTRY, limit: 1000, after: null, withPayload: true },
  });
  const entries = new Map(page.map((entry) => [entryKey(entry), entry]));
  expect(entries.size).toBe(page.length);
  return entries;
}
