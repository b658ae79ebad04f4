import { dirname } from 'node:path';
import type { Clock } from '../ports';
import type { StoreStatus } from '../retryQueue/retryStore';
import { otherTargets } from './otherTargets';
import { readEntries } from './readEntries';
import { spoolError } from './spoolError';
import { UnreadableSpoolFileError } from './spoolHeader';
import { type FileIncident, incidentsOf, storeIncidents } from './spoolIncidents';
import type { TargetSpool } from './targetSpool';
import { type WaitingHeader, waitingHeaders } from './waitingHeaders';

/** Milliseconds after which an unfinished file is no longer being written. */
const DRAFT_AGE = 120_000;
/** Milliseconds for reading whole files whose header does not tell their causes. */
const TIME_FOR_CAUSES = 1000;

type Depth = StoreStatus['depth'][number];

/** When a status is asked for. */
export interface StatusMoment {
  readonly now: Date;
  readonly clock: Clock;
}

/** Counts from the header lines; reads a file whole only where the header lacks the causes. */
export async function spoolStatus(spool: TargetSpool, moment: StatusMoment): Promise<StoreStatus> {
  const notices = await folderNotices(spool, moment.now);
  const { files, unreadable } = await waitingHeaders(spool);
  for (const [place, count] of unreadable) {
    notices.push(`${count} spool file(s) in ${spool.path(place, '')} cannot be read.`);
  }
  const causes = await causesOf(spool, files, moment);
  const others = await otherTargets(spool);
  const headers = files.map(({ header }) => header);
  return {
    store: 'spool',
    depth: totals(files),
    oldestFailedAt: headers.map(({ oldestFailedAt }) => oldestFailedAt).sort()[0] ?? null,
    notices: [...notices, ...causes.notices, ...others.notices],
    incidents: storeIncidents(causes.files),
    otherTargets: others.targets,
    files: {
      folder: spool.folder,
      count: files.length,
      hosts: [...new Set(headers.map(({ host }) => host))].sort(),
    },
  };
}

function totals(files: readonly WaitingHeader[]): Depth[] {
  const counts = new Map<string, Depth>();
  for (const { state, header } of files) {
    for (const { lane, count } of header.depth) {
      const key = `${state} ${lane}`;
      counts.set(key, { state, lane, count: (counts.get(key)?.count ?? 0) + count });
    }
  }
  return [...counts.values()];
}

async function causesOf(
  spool: TargetSpool,
  files: readonly WaitingHeader[],
  { now, clock }: StatusMoment,
) {
  const until = clock.elapsed() + TIME_FOR_CAUSES;
  const known: Array<Pick<WaitingHeader, 'state'> & { incidents: FileIncident[] }> = [];
  let unknown = 0;
  for (const file of files) {
    const { incidents = clock.elapsed() < until ? await causesIn(spool, file, now) : null } =
      file.header;
    if (incidents === null) unknown++;
    else known.push({ state: file.state, incidents });
  }
  const notice = `The causes of ${unknown} spool file(s) were left out, as reading them takes long.`;
  return { files: known, notices: unknown > 0 ? [notice] : [] };
}

/** None of a file that has gone meanwhile or is damaged: the next claim says so. */
async function causesIn(
  spool: TargetSpool,
  { place, text }: WaitingHeader,
  now: Date,
): Promise<FileIncident[]> {
  try {
    return incidentsOf((await readEntries(spool, { place, text }, { now })) ?? []);
  } catch (error) {
    if (error instanceof UnreadableSpoolFileError) return [];
    throw error;
  }
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
