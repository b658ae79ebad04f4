import { formatName, parseClaim } from './spoolFileName';
import type { TargetSpool } from './targetSpool';

/**
 * Gives back the files of claims whose lease has ended. The name of one that waited for a replay
 * counts the crash; one that was parked waits for a person again, who has lost nothing.
 */
export async function returnOrphans(spool: TargetSpool, now: Date): Promise<void> {
  for (const text of await spool.names('claimed')) {
    const { until, home, file } = parseClaim(text);
    if (until >= now.getTime()) continue;
    const crashClaims = file.crashClaims + (home === 'new' ? 1 : 0);
    const name = formatName({ ...file, crashClaims });
    await spool.files.move(spool.path('claimed', text), spool.path(home, name));
  }
}

/** The files of the token wait where they did, and count no crash. Needs no room on the disk. */
export async function giveBack(spool: TargetSpool, token: string): Promise<void> {
  for (const text of await claimedNames(spool, token)) {
    const { home, file } = parseClaim(text);
    await spool.files.move(spool.path('claimed', text), spool.path(home, formatName(file)));
  }
}

/** Names of the files that the token holds. */
export async function claimedNames(spool: TargetSpool, token: string): Promise<string[]> {
  const names = await spool.names('claimed');
  return names.filter((name) => parseClaim(name).token === token);
}
