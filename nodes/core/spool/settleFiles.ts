import type { Logger } from '../ports';
import { entryKey } from '../retryQueue/entryKey';
import type { QueueEntry } from '../retryQueue/queueEntry';
import type { Claim, PutResult, Settlement } from '../retryQueue/retryStore';
import { homeOf } from './readEntries';
import { claimedNames } from './returnClaims';
import { type SpoolFileName, formatClaim, parseClaim } from './spoolFileName';
import type { TargetSpool } from './targetSpool';
import type { WriteEntries } from './writeEntries';

/** One claim being settled. */
export interface SpoolSettling {
  readonly spool: TargetSpool;
  readonly claim: Claim;
  readonly settlements: readonly Settlement[];
  /** Milliseconds since 1970: when the lease of what is left out ends. */
  readonly until: number;
  readonly put: (entries: readonly QueueEntry[]) => Promise<PutResult>;
  readonly write: WriteEntries;
  readonly logger: Logger;
}

/**
 * What is kept is safe in its new place, changed as it may be, before it goes from the old one.
 * @returns how many settlements took effect: all of them or none
 */
export async function settleFiles(settling: SpoolSettling): Promise<number> {
  const { spool, claim, settlements, put, logger } = settling;
  const { token } = claim;
  const names = await claimedNames(spool, token);
  if (names.length === 0) {
    // Its lease ended and the entries are waiting again or in another worker's hands.
    logger.warn('A spool claim had ended before it was settled.', { token });
    return 0;
  }
  const kept = settlements.flatMap((one) => (one.outcome === 'kept' ? [one.next] : []));
  const { left, code } = await put(kept);
  if (left.length > 0) throw Object.assign(new Error('Entries are not safe yet.'), { code });
  const rewritten = await keepOpen(settling);
  for (const name of names.filter((text) => !rewritten.has(text))) {
    await spool.files.remove(spool.path('claimed', name));
  }
  if (settlements.some(endsEntry)) await forgetMoves(spool, names);
  return settlements.length;
}

/** Whether the entry as it was must not come back: it would be written as it no longer is meant. */
function endsEntry(settlement: Settlement): boolean {
  if (settlement.outcome !== 'kept') return false;
  const { entry, next } = settlement;
  return next.state === 'discarded' || entryKey(next) !== entryKey(entry);
}

/** A power cut must not bring the files back to where they were claimed from. */
async function forgetMoves(spool: TargetSpool, names: readonly string[]): Promise<void> {
  const homes = new Set(names.map((name) => parseClaim(name).home));
  for (const place of [...homes, 'claimed'] as const) await spool.syncPlace(place);
}

/** What the settlements leave out stays claimed. @returns the names of its files */
async function keepOpen(settling: SpoolSettling): Promise<ReadonlySet<string>> {
  const { spool, claim, settlements, until, write } = settling;
  const settled = new Set(settlements.map(({ entry }) => entryKey(entry)));
  const open = claim.entries.filter((entry) => !settled.has(entryKey(entry)));
  const names = new Set<string>();
  for (const home of ['new', 'parked'] as const) {
    const naming = (file: SpoolFileName) => {
      const name = formatClaim({ token: claim.token, until, home, file });
      names.add(name);
      return name;
    };
    const ofHome = open.filter((entry) => homeOf(entry) === home);
    await write(spool, { place: 'claimed', naming }, ofHome);
  }
  return names;
}
