import { setTimeout as wait } from 'node:timers/promises';
import { COMMIT, INSERT, type StatementFault } from '../support/faults/plannedFault';
import { type Fault, keepUp, refuseConnections, seenAs } from './faultKind';
import type { SoakWorld } from './soakWorld';
import { failureName } from './tally';

/** Statements that one fault of the network hits at most. */
const VICTIMS = 3;
/** Commits that one fault hits at most, those of claims and queues among them. */
const COMMITS = 20;

/** Faults on the way to the server. */
export const networkFaults: Readonly<Record<string, Fault>> = {
  'connections refused': seenAs(['ECONNREFUSED'], refuseConnections, (world) =>
    world.proxy.accept(),
  ),

  'black hole at connect': async ({ proxy }, milliseconds) => {
    const before = proxy.counts.blackHoled;
    proxy.reception = 'blackHole';
    proxy.cutAll('reset');
    const met = () => proxy.counts.blackHoled - before;
    await keepUp(milliseconds, met);
    proxy.reception = 'forward';
    return met();
  },

  'black hole at insert': onStatement(INSERT, { kind: 'blackHole' }),
  'reset before insert': onStatement(INSERT, { kind: 'reset' }),
  'end before insert': onStatement(INSERT, { kind: 'finish' }),
  'answer of insert lost': onStatement(INSERT, { kind: 'swallowAnswer' }),
  'insert answered with a rollback': onCommit({ kind: 'replace', by: 'rollback' }),

  'commit reset before the server': onCommit({ kind: 'reset' }),

  'answer of commit never comes': onCommit({ kind: 'muteAnswer' }),

  'answer of commit lost': async (world, milliseconds) => {
    const fault = { kind: 'swallowAnswer' } as const;
    // The server did commit: the row is there, and the writer was told of a failure.
    const committed = await atCommit(world, milliseconds, { fault, tag: 'COMMIT' });
    world.tally.add('ambiguous commits', committed);
    return committed;
  },

  'late write after the time limit': async ({ proxy }, milliseconds) => {
    const planned = proxy.plan({ on: INSERT, fault: { kind: 'holdRequest' }, times: VICTIMS });
    // Longer than a statement may take, so that the writer has gone when the insert arrives.
    await keepUp(milliseconds + 800, () => planned.count);
    proxy.calm();
    return planned.count;
  },

  'everything cut': async ({ proxy }, milliseconds) => {
    let cut = 0;
    for (const end = Date.now() + milliseconds; Date.now() < end; await wait(100)) {
      cut += proxy.cutAll(cut % 2 === 0 ? 'reset' : 'finish');
    }
    return cut;
  },
};

function onStatement(on: RegExp, fault: StatementFault): Fault {
  return async ({ proxy }, milliseconds) => {
    const planned = proxy.plan({ on, fault, times: VICTIMS });
    await keepUp(milliseconds, () => planned.count);
    proxy.calm();
    return planned.count;
  };
}

function onCommit(fault: StatementFault): Fault {
  return (world, milliseconds) => atCommit(world, milliseconds, { fault });
}

/**
 * Not only inserts commit, claims do as well: it is kept up until an insert met it.
 * @returns how many inserts did
 */
async function atCommit(
  { proxy, tally }: SoakWorld,
  milliseconds: number,
  { fault, tag }: { readonly fault: StatementFault; readonly tag?: string },
): Promise<number> {
  const seen = () => tally.of('unanswered') + tally.of(failureName('rolled_back'));
  const before = seen();
  const planned = proxy.plan({ on: COMMIT, fault, times: COMMITS });
  const hit = () =>
    tag === undefined ? planned.count : planned.swallowed.filter((one) => one === tag).length;
  const met = () => Math.min(hit(), seen() - before);
  await keepUp(milliseconds, met);
  proxy.calm();
  return met();
}
