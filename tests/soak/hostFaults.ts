import { setTimeout as wait } from 'node:timers/promises';
import { type Fault } from './faultKind';
import { networkFaults } from './networkFaults';
import { openReplayer } from './replayer';

const DAY = 24 * 60 * 60_000;

/** Faults of the machine that n8n runs on. */
export const hostFaults: Readonly<Record<string, Fault>> = {
  'disk full while the server is away': (world, milliseconds) =>
    withTrouble('full', world, milliseconds),
  'disk fails to sync while the server is away': (world, milliseconds) =>
    withTrouble('syncFails', world, milliseconds),

  'clock a day wrong': async ({ clock }, milliseconds) => {
    const before = clock.misled;
    clock.skew = clock.misled % 2 === 0 ? DAY : -DAY;
    await wait(milliseconds);
    clock.skew = 0;
    return clock.misled - before;
  },

  'replayer dies with a claim': async (world, milliseconds) => {
    const replayer = openReplayer(world, 'doomed');
    try {
      let orphaned = 0;
      for (const end = Date.now() + milliseconds + 3000; Date.now() < end; await wait(20)) {
        orphaned += await replayer.claimAndForget(3);
        if (orphaned > 0) break;
      }
      return orphaned;
    } finally {
      await replayer.end();
    }
  },
};

const withTrouble = async (
  trouble: 'full' | 'syncFails',
  ...[world, milliseconds]: Parameters<Fault>
): Promise<number> => {
  const before = world.disk.refused;
  world.disk.trouble = trouble;
  try {
    const refused = networkFaults['connections refused'];
    if (refused === undefined) throw new Error('The fault has another name.');
    await refused(world, milliseconds);
  } finally {
    world.disk.trouble = 'none';
  }
  return world.disk.refused - before;
};
