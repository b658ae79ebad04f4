import { dirname } from 'node:path';
import type { EntryState } from '../retryQueue/queueEntry';
import type { StoreStatus } from '../retryQueue/retryStore';
import { spoolError } from './spoolError';
import {
  HEADER_BYTES,
  type SpoolHeader,
  UnreadableSpoolFileError,
  decodeHeader,
} from './spoolFileFormat';
import type { Place, TargetSpool } from './targetSpool';

/** The place decides the state: moving a file is how entries change theirs. */
const STATES = [
  ['new', 'pending'],
  ['claimed', 'claimed'],
  ['parked', 'parked'],
] as const satisfies ReadonlyArray<readonly [Place, EntryState]>;
/** Milliseconds after which an unfinished file is no longer being written. */
const DRAFT_AGE = 120_000;

type Depth = StoreStatus['depth'][number];

/** Counts from the header lines alone, so that a full spool is as quick to look at as a small one. */
export async function spoolStatus(spool: TargetSpool, now: Date): Promise<StoreStatus> {
  const depth: Depth[] = [];
  const oldest: string[] = [];
  const notices = await folderNotices(spool, now);
  for (const [place, state] of STATES) {
    const { headers, unreadable } = await readHeaders(spool, place);
    oldest.push(...headers.map((header) => header.oldestFailedAt));
    depth.push(...totals(headers, state));
    if (unreadable > 0) {
      notices.push(`${unreadable} spool file(s) in ${spool.path(place, '')} cannot be read.`);
    }
  }
  return {
    ...{ store: 'spool', depth, oldestFailedAt: oldest.sort()[0] ?? null, notices },
    ...{ incidents: [], otherTargets: [], files: null },
  };
}

async function readHeaders(
  spool: TargetSpool,
  place: Place,
): Promise<{ headers: SpoolHeader[]; unreadable: number }> {
  const headers: SpoolHeader[] = [];
  let unreadable = 0;
  for (const name of await spool.names(place)) {
    const start = await spool.files.read(spool.path(place, name), HEADER_BYTES);
    if (start === null) continue;
    try {
      headers.push(decodeHeader(start));
    } catch (error) {
      if (!(error instanceof UnreadableSpoolFileError)) throw error;
      unreadable++;
    }
  }
  return { headers, unreadable };
}

function totals(headers: readonly SpoolHeader[], state: EntryState): Depth[] {
  const counts = new Map<Depth['lane'], number>();
  for (const { lane, count } of headers.flatMap((header) => header.depth)) {
    counts.set(lane, (counts.get(lane) ?? 0) + count);
  }
  return [...counts].map(([lane, count]) => ({ state, lane, count }));
}

async function folderNotices(spool: TargetSpool, now: Date): Promise<string[]> {
  const notices: string[] = [];
  try {
    await spool.files.makeFolder(dirname(spool.folder));
    await spool.files.checkWritable(dirname(spool.folder));
  } catch (error) {
    const { message, hint } = spoolError(error, dirname(spool.folder));
    notices.push(`${message} ${hint ?? ''}`.trim());
  }
  const damaged = await spool.names('quarantine');
  if (damaged.length > 0) {
    notices.push(
      `${damaged.length} damaged spool file(s) were set aside in ${spool.path('quarantine', '')}. ` +
        'Their readable lines hold events: look at them before removing the files.',
    );
  }
  const drafts = (await spool.names('tmp')).filter((name) => isLeftOver(name, now));
  if (drafts.length > 0) {
    notices.push(
      `${drafts.length} unfinished spool file(s) lie in ${spool.path('tmp', '')}. Their events were ` +
        'never reported as kept; after comparing with the executions of that time, remove the files.',
    );
  }
  return notices;
}

/** Draft names begin with the time of their making. */
function isLeftOver(name: string, now: Date): boolean {
  const startedAt = Number.parseInt(name, 10);
  return !(now.getTime() - startedAt < DRAFT_AGE);
}
