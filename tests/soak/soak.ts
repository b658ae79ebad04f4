import { setTimeout as wait } from 'node:timers/promises';
import { seededRandom } from '../support/seededRandom';
import { drain } from './drain';
import type { Fault } from './faultKind';
import { findEvents, type Whereabouts } from './findings';
import { hostFaults } from './hostFaults';
import { IssuedEvents } from './issuedEvents';
import { leaksIn } from './leaks';
import { networkFaults } from './networkFaults';
import { openReplayer } from './replayer';
import { makeSchedule, type Slot } from './schedule';
import { serviceFaults } from './serviceFaults';
import { serverFaults } from './serverFaults';
import { openWorld, type SoakWorld } from './soakWorld';
import { countAcknowledged, judge, lostSoFar, type Verdict } from './verdict';
import { Writer, type WriterSettings } from './writer';

export const FAULTS: Readonly<Record<string, Fault>> = {
  ...networkFaults,
  ...serverFaults,
  ...hostFaults,
  ...serviceFaults,
};

const WRITERS: readonly WriterSettings[] = [
  { name: 'w1', journalFirst: true },
  { name: 'w2', isAnnounced: true },
  { name: 'w3', retryQueue: 'airtable' },
  { name: 'w4', retryQueue: 'secondPostgres' },
];
const REPLAYERS = 2;
/** Tries at a fault that nobody met. */
const MOST_TRIES = 4;
/** Milliseconds of calm in which writers find the database well again. */
const CALM_MS = 1500;

export interface SoakOptions {
  readonly seconds: number;
  readonly seed: number;
  /** Told what happens, line by line. */
  readonly say?: (line: string) => void;
}

export interface SoakReport {
  readonly verdict: Verdict;
  /** P1 before the last replay. */
  readonly lostBeforeReplay: readonly string[];
  /** How often each fault really happened. */
  readonly faults: Readonly<Record<string, number>>;
  readonly tally: SoakWorld['tally'];
  readonly issued: number;
  readonly acknowledged: number;
  readonly rows: number;
  readonly waiting: number;
  /** Milliseconds of the longest call of Log Activity. */
  readonly worstCall: number;
  /** Entries that the last replay left, but for parked ones; P4 wants none. */
  readonly undrained: number | null;
  /** Messages to people, and how many of them held something of an event. */
  readonly alerts: { readonly sent: number; readonly leaking: number };
}

/** Writers and replayers under a random schedule of faults, then calm, then a last replay. */
export async function runSoak({
  seconds,
  seed,
  say = () => undefined,
}: SoakOptions): Promise<SoakReport> {
  const world = await openWorld();
  try {
    const issued = new IssuedEvents(seededRandom(`events ${seed}`));
    const schedule = makeSchedule(Object.keys(FAULTS), { seconds, seed });
    const { faults, worstCall } = await underFaults(world, issued, { schedule, say });
    const afterFaults = await findEvents(world, issued);
    const lostBeforeReplay = lostSoFar(issued, afterFaults);
    await arrive(world, issued.earlyLeads);
    const undrained = await drain((clock) => openReplayer(world, 'last', clock));
    const found = await findEvents(world, issued);
    return {
      ...{ verdict: judge(issued, found), lostBeforeReplay, faults, worstCall, undrained },
      ...{ tally: world.tally, issued: issued.bySerial.size },
      acknowledged: countAcknowledged(issued),
      ...{ rows: countRows(found), waiting: found.waiting.size },
      alerts: leaksIn(world.services.slack.messages),
    };
  } finally {
    await world.end();
  }
}

async function underFaults(
  world: SoakWorld,
  issued: IssuedEvents,
  { schedule, say }: { schedule: readonly Slot[]; say: (line: string) => void },
): Promise<{ faults: Record<string, number>; worstCall: number }> {
  let isOver = false;
  const writers = WRITERS.map((settings) => new Writer(world, issued, settings));
  const writing = writers.map((writer) => writer.run(() => isOver));
  const replaying = Array.from({ length: REPLAYERS }, (_, i) =>
    replayUntil(world, `r${i + 1}`, () => isOver),
  );
  const working = Promise.all([...writing, ...replaying]);
  const faults: Record<string, number> = {};
  try {
    for (const slot of schedule) {
      const count = await happen(slot, world, issued);
      say(`${slot.fault}: ${count}`);
      faults[slot.fault] = (faults[slot.fault] ?? 0) + count;
      await Promise.race([wait(slot.calm), working]);
    }
    await Promise.race([wait(CALM_MS), working]);
  } finally {
    isOver = true;
    await working;
    await Promise.all(writers.map((writer) => writer.end()));
  }
  return { faults, worstCall: Math.max(...writers.map(({ worst }) => worst)) };
}

async function happen(
  { fault, lasts }: Slot,
  world: SoakWorld,
  issued: IssuedEvents,
): Promise<number> {
  const work = FAULTS[fault];
  if (work === undefined) throw new Error(`There is no fault "${fault}".`);
  for (let tries = 1; ; tries++) {
    const count = await work(world, lasts, issued);
    if (count > 0 || tries >= MOST_TRIES) return count;
  }
}

async function replayUntil(world: SoakWorld, name: string, isOver: () => boolean): Promise<void> {
  const replayer = openReplayer(world, name);
  try {
    while (!isOver()) {
      const report = await replayer.run(true);
      world.tally.add('replayed', report?.replayed ?? 0);
      world.tally.add('replayed as duplicates', report?.duplicates ?? 0);
      await wait(300);
    }
  } finally {
    await replayer.end();
  }
}

async function arrive(world: SoakWorld, leads: readonly string[]): Promise<void> {
  await world.database.query('insert into leads (id) select unnest($1::uuid[])', [leads]);
}

function countRows({ rows }: Whereabouts): number {
  return [...rows.values()].reduce((sum, of) => sum + of.length, 0);
}
