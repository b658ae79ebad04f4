import { TargetUnavailableError } from '../errors';
import { matchesFilter } from '../retryQueue/entryFilter';
import { byAge, entryKey } from '../retryQueue/entryKey';
import type { EntryState, ListedEntry, QueueEntry } from '../retryQueue/queueEntry';
import type { ListRequest } from '../retryQueue/retryStore';
import { isNarrow } from './glance';
import type { Look } from './look';
import { type KeptFile, type KeptPlace, type Reading, readEntries } from './readEntries';
import { UnreadableSpoolFileError } from './spoolHeader';
import { parseClaim, parseName } from './spoolFileName';
import type { TargetSpool } from './targetSpool';

const PLACES = ['new', 'claimed', 'parked', 'discarded'] as const satisfies readonly KeptPlace[];
const WAITING: readonly EntryState[] = ['pending', 'claimed', 'parked'];

/** Looks at the folders until no file goes away meanwhile; workers seldom disturb two in a row. */
const MOST_LOOKS = 5;

/**
 * Reads file by file, oldest first, and stops where no later file can have an older entry. Damaged
 * files are passed over: the status names them, and the next claim sets them aside. A file that a
 * worker moves meanwhile is looked for where it is now.
 * @throws TargetUnavailableError when files keep moving away
 */
export async function listEntries(
  spool: TargetSpool,
  request: ListRequest,
  { now, step }: Look,
): Promise<ListedEntry[]> {
  const page = new Page(request);
  const isNarrowed = request.after !== null || isNarrow(request.filter);
  const reading = isNarrowed ? { now, sought: request } : { now };
  const seen = new Set<string>();
  for (let look = 0; look < MOST_LOOKS; look++) {
    let hasGone = false;
    for (const file of await step(() => keptFiles(spool))) {
      if (page.isFullBefore(oldestIn(file))) break;
      const path = spool.path(file.place, file.text);
      if (seen.has(path)) continue;
      const entries = await step(() => entriesOrGone(spool, file, reading));
      if (entries === null) {
        hasGone = true;
      } else {
        page.add(entries);
        seen.add(path);
      }
    }
    if (!hasGone) return page.entries();
  }
  throw tooBusy();
}

function tooBusy(): TargetUnavailableError {
  return new TargetUnavailableError({
    message: 'Other workers moved files of the spool while they were listed.',
    hint: 'Try it again when they are done.',
    code: 'spool_busy',
  });
}

class Page {
  private readonly found = new Map<string, QueueEntry>();

  constructor(private readonly request: ListRequest) {}

  isFullBefore(oldest: number): boolean {
    const { limit } = this.request;
    if (this.found.size < limit) return false;
    const last = this.sorted().at(limit - 1);
    return last !== undefined && Date.parse(last.firstFailedAt) < oldest;
  }

  add(entries: readonly QueueEntry[]): void {
    for (const entry of entries.filter((one) => this.isWanted(one))) {
      const known = this.found.get(entryKey(entry));
      // A step that was interrupted, or is under way, shows an entry twice: what waits counts.
      if (known && waits(known) && !waits(entry)) continue;
      this.found.set(entryKey(entry), this.request.withPayload ? entry : { ...entry, payload: '' });
    }
  }

  entries(): ListedEntry[] {
    const { withPayload, limit } = this.request;
    return this.sorted()
      .slice(0, limit)
      .map((entry) => ({ ...entry, payload: withPayload ? entry.payload : null }));
  }

  private sorted(): QueueEntry[] {
    return [...this.found.values()].sort(inListOrder);
  }

  private isWanted(entry: QueueEntry): boolean {
    const { states, filter, after } = this.request;
    const wanted = states.length === 0 ? WAITING : states;
    if (!wanted.includes(entry.state) || !matchesFilter(entry, filter)) return false;
    return after === null || inListOrder(after, entry) < 0;
  }
}

function waits({ state }: QueueEntry): boolean {
  return WAITING.includes(state);
}

type Placed = Pick<QueueEntry, 'firstFailedAt' | 'eventId' | 'payloadHash'>;

/** By age; two payloads of one event by their hash. */
function inListOrder(one: Placed, other: Placed): number {
  const age = byAge(one, other);
  if (age !== 0) return age;
  return one.payloadHash < other.payloadHash ? -1 : Number(one.payloadHash > other.payloadHash);
}

async function keptFiles(spool: TargetSpool): Promise<KeptFile[]> {
  const files: KeptFile[] = [];
  for (const place of PLACES) {
    for (const text of await spool.names(place)) files.push({ place, text });
  }
  return files.sort((one, other) => oldestIn(one) - oldestIn(other));
}

function oldestIn({ place, text }: KeptFile): number {
  return (place === 'claimed' ? parseClaim(text).file : parseName(text)).oldestFailedAt;
}

/** Null when the file is no longer there. */
async function entriesOrGone(
  spool: TargetSpool,
  file: KeptFile,
  reading: Reading,
): Promise<readonly QueueEntry[] | null> {
  try {
    return await readEntries(spool, file, reading);
  } catch (error) {
    if (error instanceof UnreadableSpoolFileError) return [];
    throw error;
  }
}
