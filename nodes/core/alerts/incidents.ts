import { targetKey } from '../retryQueue/entryKey';
import type { Target } from '../retryQueue/queueEntry';
import type { Alert, IncidentNews } from './alertChannel';
import type { DeliveryReport } from './deliveryReport';
import { type GroupKind, type GroupNews, groupKindOf, IncidentGroup } from './incidentGroup';

const MOST_TARGETS = 100;
/** More would not be read. */
const MOST_LISTED = 5;
const LOUDNESS: Readonly<Record<IncidentNews['kind'], number>> = { opened: 0, ongoing: 1, over: 2 };

/** A message that is due, and how to note that it arrived. */
export interface DueAlert {
  readonly alert: Alert;
  told(elapsed: number): void;
}

/** The open incidents of one target, as one channel knows them. */
export class TargetIncidents {
  /** Whether a message is on its way: what happens meanwhile goes with the next. */
  isSending = false;
  private readonly groups = new Map<GroupKind, IncidentGroup>();

  constructor(private readonly target: Target) {}

  /** Opens, counts and ends incidents. */
  record({ kept, delivered }: DeliveryReport, elapsed: number): void {
    for (const one of kept) this.group(groupKindOf(one)).note(one, elapsed);
    const failing = new Set(kept.map(({ entry }) => entry.lane));
    for (const group of this.groups.values()) {
      if (delivered > 0) group.end(failing);
      if (group.forget(elapsed)) this.groups.delete(group.kind);
    }
  }

  /** One message for all that is due, or null. */
  due(elapsed: number): DueAlert | null {
    const due = [...this.groups.values()].flatMap((group) => {
      const news = group.due(elapsed);
      return news === null ? [] : [{ group, news }];
    });
    if (due.length === 0) return null;
    return {
      alert: this.alertOf(due.map(({ news }) => news)),
      told: (at) => {
        for (const { group, news } of due) group.tell(news, at);
      },
    };
  }

  private alertOf(groups: readonly GroupNews[]): Alert {
    const all = groups.flatMap(({ news }) => news.map((one) => one.news)).sort(byLoudness);
    const unlisted = all.slice(MOST_LISTED);
    const forgotten = groups.reduce((sum, group) => sum + group.forgotten, 0);
    const events = unlisted.reduce((sum, { sinceLast }) => sum + sinceLast, forgotten);
    const { database, schema } = this.target;
    const more = { causes: unlisted.length, events };
    return { database, schema, news: all.slice(0, MOST_LISTED), more };
  }

  private group(kind: GroupKind): IncidentGroup {
    const known = this.groups.get(kind);
    if (known !== undefined) return known;
    const group = new IncidentGroup(kind);
    this.groups.set(kind, group);
    return group;
  }

  get isEmpty(): boolean {
    return this.groups.size === 0;
  }
}

/**
 * What people were told of in this process: one incident per (channel, target, lane, fingerprint).
 * Holds 100 pairs of channel and target with 20 causes of each kind; the oldest quiet ones go.
 */
export class Incidents {
  private readonly targets = new Map<string, TargetIncidents>();

  /** Takes in what became of the events of one execution or replay. */
  record(channelId: string, report: DeliveryReport, elapsed: number): TargetIncidents | null {
    const key = JSON.stringify([channelId, targetKey(report.target)]);
    const known = this.targets.get(key);
    if (known === undefined && report.kept.length === 0) return null;
    const incidents = known ?? new TargetIncidents(report.target);
    incidents.record(report, elapsed);
    this.targets.delete(key);
    if (incidents.isEmpty) return null;
    this.makeRoom();
    this.targets.set(key, incidents);
    return incidents;
  }

  private makeRoom(): void {
    // Keys stand in the order of their use, so the first was not used for longest.
    const [oldest] = this.targets.keys();
    if (oldest !== undefined && this.targets.size >= MOST_TARGETS) this.targets.delete(oldest);
  }
}

function byLoudness(one: IncidentNews, other: IncidentNews): number {
  const lost = Number(isLost(other)) - Number(isLost(one));
  if (lost !== 0) return lost;
  return LOUDNESS[one.kind] - LOUDNESS[other.kind] || other.sinceLast - one.sinceLast;
}

/** Whether some of its events are kept nowhere. */
function isLost({ places }: IncidentNews): boolean {
  return places.some(({ place }) => place === null);
}
