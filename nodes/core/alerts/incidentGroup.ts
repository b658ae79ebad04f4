import { Incident } from './incident';
import type { IncidentNews } from './alertChannel';
import type { KeptEntry } from './deliveryReport';

/**
 * Incidents that people hear of together. An outage changes its code while it lasts (refused, then
 * starting up), so all its causes are one story; refused events have independent causes.
 */
export type GroupKind = 'outage' | 'payload' | 'conflict' | 'lost';

const MINUTE = 60_000;
/** From one message to the next digest: so at 5 and 30 minutes, then hourly. */
const DIGEST_INTERVALS = [5 * MINUTE, 25 * MINUTE, 60 * MINUTE] as const;
/** In which at most `MOST_AT_ONCE` messages tell of new causes at once; the others wait for its end. */
const WINDOW = 5 * MINUTE;
const MOST_AT_ONCE: Readonly<Record<GroupKind, number>> = {
  outage: 1,
  payload: 3,
  conflict: 3,
  lost: 1,
};
/** Nothing says that bad events are over; after this long without another one they are. */
const QUIET_END = 60 * MINUTE;
const MOST_INCIDENTS = 20;

interface ToldIncident {
  readonly fingerprint: string;
  readonly incident: Incident;
  readonly news: IncidentNews;
}

/** What a group has to say now. */
export interface GroupNews {
  readonly news: readonly ToldIncident[];
  /** Events of incidents that had to make room before they were told. */
  readonly forgotten: number;
  readonly isDigest: boolean;
}

export function groupKindOf({ entry, keptIn }: KeptEntry): GroupKind {
  if (keptIn === null) return 'lost';
  switch (entry.lane) {
    case 'transient':
    case 'environment':
      return 'outage';
    case 'payload':
    case 'conflict':
      return entry.lane;
  }
}

/** The incidents of one kind at one target, and when people are to hear of them. */
export class IncidentGroup {
  private readonly incidents = new Map<string, Incident>();
  /** `Clock.elapsed()` of the messages of the window that told of something new. */
  private openings: number[] = [];
  private nextDigestAt = Number.POSITIVE_INFINITY;
  private digests = 0;
  private forgotten = 0;

  constructor(readonly kind: GroupKind) {}

  note(kept: KeptEntry, elapsed: number): void {
    const { fingerprint } = kept.entry;
    const incident = this.incidents.get(fingerprint) ?? new Incident(kept.entry);
    incident.note(kept, elapsed);
    // Set anew, it is the last to make room.
    this.incidents.delete(fingerprint);
    this.makeRoom();
    this.incidents.set(fingerprint, incident);
  }

  /** The target takes events again, but for those of the lanes that still fail. */
  end(stillFailing: ReadonlySet<string>): void {
    for (const incident of this.incidents.values()) {
      const isOutage = incident.lane === 'transient' || incident.lane === 'environment';
      if (isOutage && !stillFailing.has(incident.lane)) incident.ended = true;
    }
  }

  /** @returns null when nothing is due */
  due(elapsed: number): GroupNews | null {
    const news = [...this.incidents]
      .filter(([, incident]) => incident.hasNews)
      .map(([fingerprint, incident]) => ({ fingerprint, incident, news: incident.news() }));
    const isDigest = elapsed >= this.nextDigestAt && (news.length > 0 || this.forgotten > 0);
    const isNew = news.some(({ incident }) => !incident.told) && this.mayOpen(elapsed);
    const isOver = news.some(({ incident }) => incident.told && incident.ended);
    if (!isDigest && !isNew && !isOver) return null;
    return { news, forgotten: this.forgotten, isDigest };
  }

  /** People know these news now. */
  tell({ news, forgotten, isDigest }: GroupNews, elapsed: number): void {
    if (news.some(({ incident }) => !incident.told)) this.openings.push(elapsed);
    for (const { fingerprint, incident, news: told } of news) {
      incident.tell(told);
      if (incident.ended && told.kind === 'over' && incident.sinceLast === 0)
        this.incidents.delete(fingerprint);
    }
    this.forgotten -= forgotten;
    this.digests = isDigest ? this.digests + 1 : 0;
    const [first, second, hourly] = DIGEST_INTERVALS;
    this.nextDigestAt = elapsed + ([first, second][this.digests] ?? hourly);
  }

  /** Drops what ended quietly. @returns whether nothing is left to remember */
  forget(elapsed: number): boolean {
    for (const [fingerprint, incident] of this.incidents) {
      if (!incident.hasNews && this.isQuietlyOver(incident, elapsed)) {
        this.incidents.delete(fingerprint);
      }
    }
    this.openings = this.openings.filter((at) => elapsed - at < WINDOW);
    return this.incidents.size === 0 && this.openings.length === 0 && this.forgotten === 0;
  }

  private isQuietlyOver(incident: Incident, elapsed: number): boolean {
    const isOutage = incident.lane === 'transient' || incident.lane === 'environment';
    return !isOutage && incident.quietFor(elapsed) >= QUIET_END;
  }

  private mayOpen(elapsed: number): boolean {
    const recent = this.openings.filter((at) => elapsed - at < WINDOW);
    return recent.length < MOST_AT_ONCE[this.kind];
  }

  /** The one that was quiet for longest goes; what people were not told of is still counted. */
  private makeRoom(): void {
    const [oldest] = this.incidents;
    if (oldest === undefined || this.incidents.size < MOST_INCIDENTS) return;
    const [fingerprint, incident] = oldest;
    this.forgotten += incident.sinceLast;
    this.incidents.delete(fingerprint);
  }
}
