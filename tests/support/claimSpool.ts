import { systemClock, systemRandom } from '../../nodes/core/systemClock';
import { SpoolStore } from '../../nodes/core/spool/spoolStore';
import { systemSpoolFiles } from '../../nodes/core/spool/systemSpoolFiles';
import { queueEntry, target } from './queueEntries';
import type { Target } from '../../nodes/core/retryQueue/queueEntry';
import { silentLogger } from './silentLogger';

/**
 * A process that works on a spool folder, for tests with several of them.
 * Arguments: folder, then `claim` (claims file by file until nothing is left and prints the event
 * ids), `hold` (claims once, now, for the target given as JSON behind it, prints the ids and waits to
 * be killed) or `put` (puts one entry after the other and prints each number once acknowledged).
 */
async function main([folder = '', work = '', held = '']: string[]): Promise<void> {
  const store = new SpoolStore({
    ...{ files: systemSpoolFiles, folder, logger: silentLogger },
    ...{ clock: systemClock, random: systemRandom, host: 'host-1', pid: process.pid },
  });
  if (work === 'put') return putForEver(store);
  if (work === 'hold') return hold(store, JSON.parse(held) as Target);
  const now = new Date('2026-03-01T09:00:00.000Z');
  for (;;) {
    const request = { target, now, limit: 7, includeNotDue: true };
    const { entries } = await store.claimDue(request);
    if (entries.length === 0) return;
    for (const { eventId } of entries) process.stdout.write(`${eventId}\n`);
  }
}

async function putForEver(store: SpoolStore): Promise<void> {
  for (let number = 1; ; number++) {
    await store.put([queueEntry(number)], systemClock.elapsed() + 10_000);
    process.stdout.write(`${number}\n`);
  }
}

async function hold(store: SpoolStore, wanted: Target): Promise<void> {
  const request = { target: wanted, now: new Date(), limit: 100, includeNotDue: true };
  const { entries } = await store.claimDue(request);
  for (const { eventId } of entries) process.stdout.write(`${eventId}\n`);
  setInterval(() => undefined, 60_000);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
