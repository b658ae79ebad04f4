import { createHash } from 'node:crypto';
import { entryKey } from '../retryQueue/entryKey';
import type { QueueEntry } from '../retryQueue/queueEntry';

/**
 * What a name tells, so that a scan for due files opens none:
 * `<oldest failure>_<next attempt>_<crashed claims>_<content>.jsonl`, times in milliseconds since
 * 1970. Names sort by age, and the same events always get the same content digits.
 */
export interface SpoolFileName {
  readonly oldestFailedAt: number;
  readonly dueAt: number;
  readonly crashClaims: number;
  readonly content: string;
}

/** Where the entries of a claim wait when nobody has them: for a replay, or for a person. */
export type Home = 'new' | 'parked';

/** Who may settle a claimed file, until when, and where it goes if nobody does. */
export interface ClaimName {
  readonly token: string;
  readonly until: number;
  readonly home: Home;
  readonly file: SpoolFileName;
}

const FILE = /^(\d+)_(\d+)_(\d+)_([0-9a-f]+)\.jsonl$/;
const CLAIM = /^([0-9a-f]+)_(\d+)_(parked_)?(\d+_\d+_\d+_[0-9a-f]+\.jsonl)$/;
const TIME_DIGITS = 13;
const CONTENT_DIGITS = 16;

/** The name for a file of these entries (at least one). */
export function nameFor(entries: readonly QueueEntry[]): SpoolFileName {
  const due = entries.map((entry) => Date.parse(entry.nextAttemptAt ?? entry.lastFailedAt));
  return {
    oldestFailedAt: Math.min(...entries.map((entry) => Date.parse(entry.firstFailedAt))),
    dueAt: Math.min(...due),
    crashClaims: 0,
    content: digits(entries.map(entryKey).sort().join('\n')),
  };
}

export function formatName(name: SpoolFileName): string {
  return `${time(name.oldestFailedAt)}_${time(name.dueAt)}_${name.crashClaims}_${name.content}.jsonl`;
}

/** A file with a foreign name, e.g. copied by hand, counts as old and due: its content decides. */
export function parseName(text: string): SpoolFileName {
  const [, oldest, due, crashes, content] = FILE.exec(text) ?? [];
  return {
    oldestFailedAt: Number(oldest ?? 0),
    dueAt: Number(due ?? 0),
    crashClaims: Number(crashes ?? 0),
    content: content ?? digits(text),
  };
}

export function formatClaim(claim: ClaimName): string {
  const home = claim.home === 'parked' ? 'parked_' : '';
  return `${claim.token}_${claim.until}_${home}${formatName(claim.file)}`;
}

/** A foreign name among the claimed files reads as a claim that ended long ago. */
export function parseClaim(text: string): ClaimName {
  const [, token, until, parked, name] = CLAIM.exec(text) ?? [];
  const home = parked === undefined ? 'new' : 'parked';
  return { token: token ?? '', until: Number(until ?? 0), home, file: parseName(name ?? text) };
}

function time(milliseconds: number): string {
  return String(Math.max(0, milliseconds)).padStart(TIME_DIGITS, '0');
}

function digits(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, CONTENT_DIGITS);
}
