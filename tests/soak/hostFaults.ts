import { setTimeout as wait } from 'node:timers/promises';
import { type Fault } from './faultKind';
import { networkFaults } from './networkFaults';
import { DoomedWriter } from './doomedWriter';
import { openReplayer } from './replayer';

const DAY = 24 * 60 * 60_000;

/** Faults of the machine that n8n runs on. */
export const hostFaults: Readonly<Record<string, Fault>> = {
  'disk full while the server is away': (...given) => withTrouble('full', ...given),
  'disk fails to sync while the server is away': (...given) => withTrouble('syncFails', ...given),

  'clock a day wrong': async ({ clock }, milliseconds) => {
    const before = clock.misled;
    clock.skew = clock.misled % 2 === 0 ? DAY : -DAY;
    await wait(milliseconds);
    clock.skew = 0;
    return clock.misled - before;
  },

  'writer killed after its journal page': async (world, _, issued) =>
    new DoomedWriter(world, issued).liveAndDie(`doomed-${issued.bySerial.size}`),

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
  ...[world, milliseconds, issued]: Parameters<Fault>
): Promise<number> => {
  const before = world.disk.refused;
  world.disk.trouble = trouble;
  try {
    const refused = networkFaults['connections refused'];
    if (refused === undefined) throw new Error('The fault has another name.');
    await refused(world, milliseconds, issued);
  } finally {
    world.disk.trouble = 'none';
  }
  return world.disk.refused - before;
};
