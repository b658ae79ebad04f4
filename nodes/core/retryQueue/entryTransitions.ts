import type { WriteFailure } from '../writeFailure';
import type { RandomSource } from '../ports';
import { fingerprint } from './fingerprint';
import type { EntryError, QueueEntry } from './queueEntry';
import { replayBackoff } from './replayBackoff';
import { storableText } from './storableText';

/** Failed replays after which a person must look (design: 5). */
export const MAX_REPLAYS = 5;
/** Workers that died with the entry in hand before a person must look (design: 3). */
export const MAX_CRASH_CLAIMS = 3;
/** Kept beside the first error. */
export const MAX_LAST_ERRORS = 9;

/** When a transition happens, and the source of its jitter. */
export interface TransitionMoment {
  readonly now: Date;
  readonly random: RandomSource;
}

/** Gives a claimed entry back as it was: nothing was tried, or the target was out of order. */
export function released(entry: QueueEntry): QueueEntry {
  return { ...entry, state: entry.nextAttemptAt === null ? 'parked' : 'pending' };
}

/** A person lets it be replayed at once, with all its tries before it. */
export function requeued(entry: QueueEntry, now: Date): QueueEntry {
  const nextAttemptAt = now.toISOString();
  return { ...entry, state: 'pending', nextAttemptAt, replays: 0, crashClaims: 0 };
}

/** A person decides that it is never to be written. */
export function discarded(
  entry: QueueEntry,
  { by, reason, now }: { readonly by: string; readonly reason: string; readonly now: Date },
): QueueEntry {
  const resolution = { outcome: 'discarded', at: now.toISOString(), by, reason } as const;
  return { ...entry, state: 'discarded', nextAttemptAt: null, resolution };
}

/**
 * After a replay that failed because of this entry: payload and conflict need a person; a missing
 * parent or an unknown cause is tried again later, five times in all. What the environment has in
 * its way costs no replay: it waits, so that it does not hold up what lies behind it.
 */
export function afterFailedReplay(
  entry: QueueEntry,
  failure: WriteFailure,
  moment: TransitionMoment,
): QueueEntry {
  const failed = withError(entry, errorOf(failure, moment.now), failure.constraint);
  if (needsPerson(failure)) return parked(failed);
  const isEnvironment = failure.lane === 'environment';
  if (isEnvironment && entry.nextAttemptAt === null) return parked(failed);
  const replays = entry.replays + (isEnvironment ? 0 : 1);
  if (replays >= MAX_REPLAYS) return parked({ ...failed, replays });
  const next = moment.now.getTime() + replayBackoff(replays, moment.random);
  return { ...failed, replays, state: 'pending', nextAttemptAt: new Date(next).toISOString() };
}

/** After a claim whose lease ended unsettled: due again; parked the third time, or if it was. */
export function afterCrashedClaim(entry: QueueEntry, now: Date): QueueEntry {
  const crashClaims = entry.crashClaims + 1;
  const lastErrors = appended(entry.lastErrors, crashError(now));
  const crashed = { ...entry, crashClaims, lastErrors };
  if (crashClaims >= MAX_CRASH_CLAIMS || entry.nextAttemptAt === null) return parked(crashed);
  return { ...crashed, state: 'pending', nextAttemptAt: now.toISOString() };
}

/** What a claim that was never settled looks like in an entry's history. */
export function crashError(now: Date): EntryError {
  return {
    at: now.toISOString(),
    lane: 'transient',
    code: 'claim_crashed',
    message: 'The worker that had claimed this event for replay did not come back.',
    hint: 'Look for a crash or restart of n8n at this time; after 3 of them, requeue the event by hand.',
  };
}

/** Whether trying again by itself cannot help. */
export function needsPerson(failure: Pick<WriteFailure, 'lane' | 'waitsForParent'>): boolean {
  if (failure.waitsForParent) return false;
  return failure.lane === 'payload' || failure.lane === 'conflict';
}

/** A failure as the queue keeps it: safe words, bounded in length. */
export function errorOf(failure: WriteFailure, now: Date): EntryError {
  return {
    at: now.toISOString(),
    lane: failure.lane,
    code: storableText(failure.code),
    message: storableText(failure.message),
    hint: storableText(failure.hint),
  };
}

function withError(entry: QueueEntry, error: EntryError, constraint: string | null): QueueEntry {
  return {
    ...entry,
    lane: error.lane,
    lastFailedAt: error.at,
    lastErrors: appended(entry.lastErrors, error),
    fingerprint: fingerprint({ ...error, constraint }),
  };
}

function appended(errors: readonly EntryError[], error: EntryError): EntryError[] {
  return [...errors, error].slice(-MAX_LAST_ERRORS);
}

function parked(entry: QueueEntry): QueueEntry {
  return { ...entry, state: 'parked', nextAttemptAt: null };
}
