import type { Logger } from '../ports';
import { entryKey } from '../retryQueue/entryKey';
import type { QueueEntry } from '../retryQueue/queueEntry';
import type { PurgeCounts, PurgeRequest } from '../retryQueue/retryStore';
import type { Look } from './look';
import { readEntries } from './readEntries';
import { UnreadableSpoolFileError } from './spoolHeader';
import type { TargetSpool } from './targetSpool';
import type { WriteEntries } from './writeEntries';

/** How files are removed. */
export interface Purge extends Look {
  readonly write: WriteEntries;
  readonly logger: Logger;
}

/**
 * Removes what was discarded long enough ago, and looks nowhere but in `discarded`. A file that has
 * more than that is written anew without it first. What was replayed is forgotten already.
 */
export async function purgeDiscarded(
  spool: TargetSpool,
  request: PurgeRequest,
  purge: Purge,
): Promise<PurgeCounts> {
  const gone = new Set<string>();
  if (!request.states.includes('discarded')) return { replayed: 0, discarded: 0 };
  for (const text of await purge.step(() => spool.names('discarded'))) {
    const removed = await purge.step(() => purgeFile(spool, text, { request, purge }));
    for (const entry of removed) gone.add(entryKey(entry));
  }
  return { replayed: 0, discarded: gone.size };
}

async function purgeFile(
  spool: TargetSpool,
  text: string,
  { request, purge }: { readonly request: PurgeRequest; readonly purge: Purge },
): Promise<readonly QueueEntry[]> {
  const entries = await discardedIn(spool, text, purge);
  const old = entries.filter((entry) => isResolvedBefore(entry, request.resolvedBefore));
  if (old.length === 0 || request.dryRun) return old;
  const rest = entries.filter((entry) => !old.includes(entry));
  await purge.write(spool, { place: 'discarded' }, rest);
  await spool.files.remove(spool.path('discarded', text));
  return old;
}

/** What has no resolution was moved here by hand: nobody has decided when it may go. */
function isResolvedBefore({ resolution }: QueueEntry, time: Date): boolean {
  return resolution !== null && Date.parse(resolution.at) < time.getTime();
}

async function discardedIn(
  spool: TargetSpool,
  text: string,
  { now, logger }: Purge,
): Promise<QueueEntry[]> {
  try {
    return (await readEntries(spool, { place: 'discarded', text }, { now })) ?? [];
  } catch (error) {
    if (!(error instanceof UnreadableSpoolFileError)) throw error;
    const file = spool.path('discarded', text);
    logger.warn(`A spool file cannot be purged: ${error.message}.`, { file });
    return [];
  }
}
