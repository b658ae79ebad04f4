import { TimestampMemory } from '../../nodes/core/activity/timestampMemory';
import { logActivity } from '../../nodes/core/logActivity';
import type { Journal } from '../../nodes/core/retryQueue/journal';
import type { DoomedWork, Saying } from './doomedWriter';
import { requestsOf } from './issuedEvents';
import { openTools, SHORT_POLICY } from './logTool';
import { ShakyDisk } from './shakyDisk';
import { SkewedClock } from './skewedClock';
import { Tally } from './tally';

/** Logs what the parent sends, tells when it is journaled, and is killed by the parent then. */
async function main({ place, name, events }: DoomedWork): Promise<void> {
  const world = { ...place, disk: new ShakyDisk(), clock: new SkewedClock(), tally: new Tally() };
  const tools = openTools(world, name);
  const { queueTable, spool } = tools;
  const serials = events.map(({ serial }) => serial);
  const receipts = await logActivity(requestsOf(events, `${name}-1`, name), {
    ...tools,
    signal: undefined,
    journal: telling(tools.journal, serials),
    policy: SHORT_POLICY,
    privacy: { mode: 'catalogDefault', key: null },
    stores: { whileAnswering: [queueTable, spool], whileSilent: [spool, queueTable] },
    timestamps: new TimestampMemory(world.clock),
    registeredTypes: () => Promise.resolve(new Map()),
  });
  tell({ kind: 'answered', serials, receipts });
  await tools.pool.end();
  process.disconnect();
}

function telling(journal: Journal, serials: readonly string[]): Journal {
  return {
    open: async (entries, deadline) => {
      const page = await journal.open(entries, deadline);
      tell({ kind: 'journaled', serials });
      return page;
    },
    close: (page) => journal.close(page),
    release: (page) => journal.release(page),
  };
}

function tell(saying: Saying): void {
  process.send?.(saying);
}

process.once('message', (work: DoomedWork) => {
  main(work).catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  });
});
