import type { WritableEvent } from '../../nodes/core/activity/activityEvent';
import { reviveEvent } from '../../nodes/core/activity/reviveEvent';
import { storeEvent } from '../../nodes/core/activity/storedEvent';
import {
  type ReplayRequest,
  type ReplayRunParts,
  replayRetryQueue,
} from '../../nodes/core/replayRetryQueue';
import type { QueueEntry } from '../../nodes/core/retryQueue/queueEntry';
import type { RetryStore } from '../../nodes/core/retryQueue/retryStore';
import { SpoolStore } from '../../nodes/core/spool/spoolStore';
import { ManualClock } from './manualClock';
import { MemorySink } from './memorySink';
import { MemorySpoolFiles } from './memorySpoolFiles';
import { type EntryOptions, queueEntry, storedEvent, target } from './queueEntries';
import { nobodyRemembers, replayRequest } from './replayRequest';
import { seededRandom } from './seededRandom';
import { silentLogger } from './silentLogger';
import { VirtualClock } from './virtualClock';

export const LATER = Number.MAX_SAFE_INTEGER;
const START = '2026-03-01T12:00:00.000Z';

type TestClock = ManualClock | VirtualClock;

/** One worker with a sink and a spool in memory. */
export interface World extends ReplayRunParts {
  readonly clock: TestClock;
  readonly sink: MemorySink;
  readonly stores: readonly [RetryStore, ...RetryStore[]];
}

/** What a test wants to be otherwise. */
export type WorldChanges = Partial<Omit<ReplayRunParts, 'clock'>> & { readonly clock?: TestClock };

export function newWorld(changes: WorldChanges = {}): World {
  const { clock = new ManualClock(START) } = changes;
  const parts = {
    ...{ probe: () => Promise.resolve(), random: seededRandom('replay'), logger: silentLogger },
    ...{ deadline: LATER, announcer: null },
    ...nobodyRemembers,
  };
  return { ...parts, ...changes, clock, sink: new MemorySink(), stores: [memorySpool(clock)] };
}

/** A clock that stands at the start of a world and moves when all wait. */
export function sleepyClock(): VirtualClock {
  return new VirtualClock(START);
}

/** @param name as which it goes; a spool is what has all that a store can do, in memory */
export function memorySpool(clock: TestClock, name: RetryStore['name'] = 'spool'): RetryStore {
  const world = { clock, random: seededRandom(`spool ${name}`), logger: silentLogger };
  const process = { host: 'host-1', pid: 1 };
  const spool = new SpoolStore({
    ...{ ...world, ...process, files: new MemorySpoolFiles(), folder: '/spool' },
  });
  return Object.assign(spool, { name });
}

export function put(world: Pick<World, 'stores'>, ...entries: QueueEntry[]) {
  return world.stores[0].put(entries, LATER);
}

export function replay(world: ReplayRunParts, request: Partial<ReplayRequest> = {}) {
  return replayRetryQueue(replayRequest(target, request), world);
}

/** 1 to `count`. */
export function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}

export function isEvent(number: number): (event: { id: string }) => boolean {
  return (event) => event.id === storedEvent(number).id;
}

/** The entry of that number, of a lead with this email. */
export function entryOfLead(
  number: number,
  leadEmail: string,
  options: EntryOptions = {},
): QueueEntry {
  const entry = queueEntry(number, options);
  const payload = storeEvent(reviveEvent(JSON.stringify({ ...storedEvent(number), leadEmail })));
  return { ...entry, payload };
}

/** As a person finds it who has to decide. */
export function parkedEntry(entry: QueueEntry): QueueEntry {
  return { ...entry, state: 'parked', nextAttemptAt: null };
}

/** Numbers of the events that the sink took, in the order in which it took them. */
export function writtenNumbers({ sink }: Pick<World, 'sink'>): unknown[] {
  return [...sink.stored.values()].map(({ metadata }) => metadata['number']);
}

/** From the first event on that is meant the target refuses every event, and fails every probe. */
export function breakAt(
  world: World,
  error: Error,
  isMeant: (event: WritableEvent) => boolean = () => true,
): void {
  const { probe } = world;
  let isDown = false;
  Object.assign(world, { probe: () => (isDown ? Promise.reject(error) : probe()) });
  world.sink.onEvent = (event) => {
    isDown ||= isMeant(event);
    if (isDown) throw error;
  };
}
