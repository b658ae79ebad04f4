import type { EntryError, QueueEntry } from '../retryQueue/queueEntry';
import type { RetryStoreName } from '../retryQueue/retryStore';
import type { Lane } from '../writeFailure';
import type { IncidentNews } from './alertChannel';
import type { KeptEntry } from './deliveryReport';

const MOST_EVENT_IDS = 3;
/** Of an event that was not even tried: the words of those that were tried say more. */
const NOT_TRIED = 'circuit_open';

/** All failures of one cause at one target, and what people know of them. */
export class Incident {
  readonly lane: Lane;
  /** Whether people were told of it. */
  told = false;
  /** Whether the target works again. */
  ended = false;
  private inAll = 0;
  /** Failures that people were not told of. */
  sinceLast = 0;
  private lastSeen = 0;
  private readonly places = new Map<RetryStoreName | null, number>();
  private eventIds: string[] = [];
  private readonly firstAt: string;
  private newest: QueueEntry;
  private words: EntryError;

  constructor(entry: QueueEntry) {
    this.lane = entry.lane;
    this.firstAt = entry.lastFailedAt;
    this.newest = entry;
    this.words = errorOf(entry);
  }

  /** Counts one failure; one of an event that failed so before keeps the incident alive only. */
  note({ entry, keptIn }: KeptEntry, elapsed: number): void {
    this.ended = false;
    this.lastSeen = elapsed;
    this.newest = entry;
    if (this.words.code === NOT_TRIED) this.words = errorOf(entry);
    if (this.inAll > 0 && failedBefore(entry)) return;
    this.inAll += 1;
    this.sinceLast += 1;
    this.places.set(keptIn, (this.places.get(keptIn) ?? 0) + 1);
    if (this.eventIds.length < MOST_EVENT_IDS) this.eventIds.push(entry.eventId);
  }

  get hasNews(): boolean {
    return this.sinceLast > 0 || this.ended;
  }

  /** Milliseconds since the newest failure. */
  quietFor(elapsed: number): number {
    return elapsed - this.lastSeen;
  }

  news(): IncidentNews {
    const { code, message, hint } = this.words;
    const { workflowId, executionId } = this.newest.origin;
    return {
      kind: this.kind(),
      lane: this.lane,
      code,
      cause: withoutQuotes(message),
      cure: hint,
      sinceLast: this.sinceLast,
      inAll: this.inAll,
      firstAt: this.firstAt,
      lastAt: this.newest.lastFailedAt,
      places: [...this.places].map(([place, events]) => ({ place, events })),
      workflowId,
      executionId,
      eventIds: [...this.eventIds],
    };
  }

  /** People know this news now; what came while it was on its way stays to be told. */
  tell(news: IncidentNews): void {
    // Told to be over and failing again, it is new to people.
    this.told = news.kind !== 'over' || this.ended;
    this.sinceLast -= news.sinceLast;
    for (const { place, events } of news.places) {
      const left = (this.places.get(place) ?? 0) - events;
      if (left > 0) this.places.set(place, left);
      else this.places.delete(place);
    }
    this.eventIds = this.eventIds.filter((id) => !news.eventIds.includes(id));
  }

  private kind(): IncidentNews['kind'] {
    if (this.ended) return 'over';
    return this.told ? 'ongoing' : 'opened';
  }
}

/** The error that made the entry part of this incident: a crash of a worker is none. */
function errorOf(entry: QueueEntry): EntryError {
  const ofLane = entry.lastErrors.filter(
    ({ lane, code }) => lane === entry.lane && code !== 'claim_crashed',
  );
  return ofLane.at(-1) ?? entry.firstError;
}

function failedBefore(entry: QueueEntry): boolean {
  const { code } = errorOf(entry);
  return entry.lastErrors.length > 1 && entry.firstError.code === code;
}

/** What was typed into a panel, such as the name of an event type, may be a lead's by mistake. */
function withoutQuotes(message: string): string {
  return message.replace(/"[^"]*"/g, '"…"');
}
