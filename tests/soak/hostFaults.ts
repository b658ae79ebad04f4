import { setTimeout as wait } from 'node:timers/promises';
import { DoomedWriter } from './doomedWriter';
import { type Fault, keepUp, whileServerIsAway } from './faultKind';
import { poolsExhausted } from './poolsExhausted';
import { openReplayer } from './replayer';
import { spoolFileTorn } from './tornFiles';

const DAY = 24 * 60 * 60_000;

/** Faults of the machine that n8n runs on. */
export const hostFaults: Readonly<Record<string, Fault>> = {
  'disk full while the server is away': diskFails('full'),
  'disk fails to sync while the server is away': diskFails('syncFails'),

  'clock a day ahead': clockWrongBy(DAY),
  'clock a day behind': clockWrongBy(-DAY),

  'pools exhausted': poolsExhausted,
  'spool file torn': spoolFileTorn,

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

function diskFails(trouble: 'full' | 'syncFails'): Fault {
  return whileServerIsAway(async ({ disk }, milliseconds) => {
    const before = disk.refused;
    disk.trouble = trouble;
    await keepUp(milliseconds, () => disk.refused - before);
    disk.trouble = 'none';
    return disk.refused - before;
  });
}

function clockWrongBy(skew: number): Fault {
  return async ({ clock }, milliseconds) => {
    const before = clock.misled;
    clock.skew = skew;
    await keepUp(milliseconds, () => clock.misled - before);
    clock.skew = 0;
    return clock.misled - before;
  };
}
