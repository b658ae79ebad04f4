import { MAX_CRASH_CLAIMS, MAX_REPLAYS } from '../../nodes/core/retryQueue/entryTransitions';
import { alteredColumns, type WaitingEvent, type Whereabouts } from './findings';
import type { IssuedEvent, IssuedEvents } from './issuedEvents';

/** What the promises of delivery came to, by serial of the events that broke them. */
export interface Verdict {
  /** P1, P4: acknowledged, and neither in the table nor rightly waiting for a person. */
  readonly lost: readonly string[];
  /** P3: more rows than one, of one event or of one key. */
  readonly doubled: readonly string[];
  /** P2: the stored columns are not what was issued. */
  readonly altered: readonly string[];
  /** P6: rows that nobody issued. */
  readonly phantom: number;
  /** Events that nothing is wrong with, parked after crashes or failed replays. */
  readonly givenUp: number;
  /** Events in files that the run damaged, set aside for a person to repair. */
  readonly setAside: number;
  /** In files that the run damaged and nobody set aside, although the events may be elsewhere. */
  readonly overlooked: readonly string[];
}

/** How many events Log Activity, or a journal, said to have. */
export function countAcknowledged(issued: IssuedEvents): number {
  return [...issued.bySerial.values()].filter(isAcknowledged).length;
}

/** P1, before anything is replayed: what was acknowledged and is nowhere. */
export function lostSoFar(issued: IssuedEvents, found: Whereabouts): string[] {
  return [...issued.bySerial.values()]
    .filter((event) => isAcknowledged(event))
    .filter(({ serial }) => !found.rows.has(serial) && !found.waiting.has(serial))
    .filter(({ serial }) => !found.torn.has(serial))
    .map(({ serial }) => serial);
}

/** After the last replay. */
export function judge(issued: IssuedEvents, found: Whereabouts): Verdict {
  const events = [...issued.bySerial.values()];
  const rowsOf = ({ serial }: IssuedEvent) => found.rows.get(serial) ?? [];
  const rowsOfGroup = new Map<string, number>();
  for (const event of events) {
    rowsOfGroup.set(event.group, (rowsOfGroup.get(event.group) ?? 0) + rowsOf(event).length);
  }
  const altered = events.filter((event) =>
    rowsOf(event).some((row) => alteredColumns(event, row).length > 0),
  );
  return {
    lost: events.filter((event) => isLost(event, found, rowsOfGroup)).map(({ serial }) => serial),
    doubled: events
      .filter((event) => rowsOf(event).length > 0 && (rowsOfGroup.get(event.group) ?? 0) > 1)
      .map(({ serial }) => serial),
    altered: altered.map(({ serial }) => serial),
    givenUp: [...found.waiting.values()].filter(isGivenUp).length,
    overlooked: [...found.torn].filter((serial) => !found.setAside.has(serial)),
    setAside: events.filter((event) => isSetAside(event, found)).length,
    phantom:
      found.strangers +
      events.filter((event) => event.kind === 'bad' && rowsOf(event).length > 0).length,
  };
}

/** After so many crashes or failed replays the law parks an event that is not at fault itself. */
function isGivenUp({ isParked, crashClaims, replays }: WaitingEvent): boolean {
  return isParked && (crashClaims >= MAX_CRASH_CLAIMS || replays >= MAX_REPLAYS);
}

/** Only damage that the run did itself excuses it: nothing else may need a person's repair. */
function isSetAside({ serial }: IssuedEvent, { torn, setAside, rows }: Whereabouts): boolean {
  return torn.has(serial) && setAside.has(serial) && !rows.has(serial);
}

/** What ends in no table must wait for a person: bad events, and all but one of a contested key. */
function isLost(
  event: IssuedEvent,
  found: Whereabouts,
  rowsOfGroup: ReadonlyMap<string, number>,
): boolean {
  if (!isAcknowledged(event) || found.rows.has(event.serial)) return false;
  const waiting = found.waiting.get(event.serial);
  if (waiting === undefined) return !isSetAside(event, found);
  const mayWait = event.kind === 'bad' || (rowsOfGroup.get(event.group) ?? 0) > 0;
  return !mayWait && !isGivenUp(waiting);
}

/** Whether Log Activity, or a journal, ever answered that it has the event. */
function isAcknowledged({ outcomes, isPromised }: IssuedEvent): boolean {
  return isPromised || [...outcomes].some((outcome) => outcome !== 'lost');
}
