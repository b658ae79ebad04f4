import type { EntryState } from '../queueEntry';
import { depthSchema } from '../queueEntrySchema';
import type { StoreIncident, StoreStatus } from '../retryStore';
import type { Lane } from '../../writeFailure';
import {
  type AirtableRecord,
  IN_SPOOL,
  PARKED_IN_SPOOL,
  UNREADABLE,
  textOf,
  timeOf,
} from './airtableColumns';

const MOST_INCIDENTS = 20;

interface Waiting {
  readonly state: 'pending' | 'claimed' | 'parked';
  readonly lane: Lane;
}

interface Incident {
  readonly newest: AirtableRecord;
  readonly counts: Record<Waiting['state'], number>;
  readonly lane: Lane;
  readonly firstFailedAt: number;
  readonly lastFailedAt: number;
}

/** Counts records by the columns that people see: no text is read. */
export class RecordTally {
  private readonly depth = new Map<string, { state: EntryState; lane: Lane; count: number }>();
  private readonly incidents = new Map<string, Incident>();
  private oldest: number | null = null;
  private unreadable = 0;
  private changed = 0;
  private inSpool = 0;

  /** @param now stands for dates that cannot be read */
  constructor(private readonly now: Date) {}

  count(record: AirtableRecord): void {
    const state = textOf(record, 'state');
    if (state === UNREADABLE) this.unreadable += 1;
    else if (state === IN_SPOOL || state === PARKED_IN_SPOOL) this.inSpool += 1;
    else {
      const waiting = waitingOf(record);
      if (waiting === null) this.changed += 1;
      else this.countWaiting(record, waiting);
    }
  }

  result(): Pick<StoreStatus, 'depth' | 'oldestFailedAt' | 'incidents'> {
    const total = ({ counts }: Incident) => counts.pending + counts.claimed + counts.parked;
    const most = [...this.incidents].sort(([, one], [, other]) => total(other) - total(one));
    return {
      depth: [...this.depth.values()],
      oldestFailedAt: this.oldest === null ? null : new Date(this.oldest).toISOString(),
      incidents: most.slice(0, MOST_INCIDENTS).map(asStoreIncident),
    };
  }

  notices(): string[] {
    const { unreadable, changed, inSpool } = this;
    const notices: string[] = [];
    if (unreadable > 0) {
      notices.push(
        `Records in Airtable whose payload or entry was changed: ${unreadable}. Restore the text and set their state to pending.`,
      );
    }
    if (changed > 0) {
      notices.push(
        `Records in Airtable with a state or lane that is none: ${changed}. Set their state to pending, parked or discarded.`,
      );
    }
    if (inSpool > 0) {
      notices.push(
        `Records in Airtable whose events are too large for it, and wait in the spool of the host that kept them: ${inSpool}.`,
      );
    }
    return notices;
  }

  private countWaiting(record: AirtableRecord, { state, lane }: Waiting): void {
    const before = this.depth.get(`${state} ${lane}`)?.count ?? 0;
    this.depth.set(`${state} ${lane}`, { state, lane, count: before + 1 });
    const failedAt = timeOf(record, 'created_at') ?? this.oldest;
    if (failedAt !== null) this.oldest = Math.min(this.oldest ?? failedAt, failedAt);
    const fingerprint = textOf(record, 'fingerprint');
    if (fingerprint === '') return;
    const known = this.incidents.get(fingerprint);
    this.incidents.set(fingerprint, joined(known, this.incidentOf(record, { state, lane })));
  }

  private incidentOf(record: AirtableRecord, { state, lane }: Waiting): Incident {
    const firstFailedAt = timeOf(record, 'created_at') ?? this.now.getTime();
    return {
      newest: record,
      counts: { pending: 0, claimed: 0, parked: 0, [state]: 1 },
      lane,
      firstFailedAt,
      lastFailedAt: timeOf(record, 'last_failed_at') ?? firstFailedAt,
    };
  }
}

function waitingOf(record: AirtableRecord): Waiting | null {
  const read = depthSchema.safeParse({
    state: textOf(record, 'state'),
    lane: textOf(record, 'lane'),
    count: 1,
  });
  if (!read.success) return null;
  const { state, lane } = read.data;
  return state === 'replayed' || state === 'discarded' ? null : { state, lane };
}

function joined(known: Incident | undefined, one: Incident): Incident {
  if (known === undefined) return one;
  const { newest, lane } = one.lastFailedAt >= known.lastFailedAt ? one : known;
  return {
    newest,
    lane,
    counts: {
      pending: known.counts.pending + one.counts.pending,
      claimed: known.counts.claimed + one.counts.claimed,
      parked: known.counts.parked + one.counts.parked,
    },
    firstFailedAt: Math.min(known.firstFailedAt, one.firstFailedAt),
    lastFailedAt: Math.max(known.lastFailedAt, one.lastFailedAt),
  };
}

function asStoreIncident([fingerprint, incident]: readonly [string, Incident]): StoreIncident {
  const { newest, lane, counts, firstFailedAt, lastFailedAt } = incident;
  return {
    fingerprint,
    lane,
    code: textOf(newest, 'code'),
    message: textOf(newest, 'message'),
    // Only the sealed entry has it, and reading that of every cause would cost requests.
    hint: '',
    ...counts,
    firstFailedAt: new Date(firstFailedAt).toISOString(),
    lastFailedAt: new Date(lastFailedAt).toISOString(),
  };
}
