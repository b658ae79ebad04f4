import fc from 'fast-check';
import { EVERY_ENTRY } from '../../nodes/core/retryQueue/entryFilter';
import { entryKey } from '../../nodes/core/retryQueue/entryKey';
import {
  afterFailedReplay,
  released,
  requeued,
} from '../../nodes/core/retryQueue/entryTransitions';
import type { QueueEntry } from '../../nodes/core/retryQueue/queueEntry';
import type {
  Claim,
  ClaimPurpose,
  ClaimRequest,
  RetryStore,
  Settlement,
} from '../../nodes/core/retryQueue/retryStore';
import type { QueueModel } from './queueModel';
import { failure, queueEntry, target } from './queueEntries';
import { discardedBy, edited, refusedInput } from './repairs';
import { seededRandom } from './seededRandom';

export interface RealQueue {
  readonly workers: readonly [RetryStore, RetryStore];
  readonly deadline: number;
}

export type QueueCommand = fc.AsyncCommand<QueueModel, RealQueue>;

type Kind = 'due' | 'later' | 'refused by the database' | 'refused by us';
const KINDS: readonly Kind[] = ['due', 'later', 'refused by the database', 'refused by us'];
type Fate = keyof typeof NEXT | 'replayed' | 'duplicate' | 'left';
const POISON = failure({ lane: 'payload', code: '22P02' });
const REFUSED_ONES = { ...EVERY_ENTRY, lanes: ['payload' as const] };
const MANY = 100;
/** Longer than a lease; what came in between is far younger. */
const WHOLE_LEASE = 121_000;

/** One thing that somebody does to a queue, and what must come of it. */
export function queueCommands(): Array<fc.Arbitrary<QueueCommand>> {
  const purpose = fc.constantFrom<ClaimPurpose>('replay', 'replayParked', 'repair');
  const worker = fc.constantFrom<0 | 1>(0, 1);
  const claiming = fc
    .record({
      ...{ worker, purpose, limit: fc.constantFrom(1, 2, MANY), includeNotDue: fc.boolean() },
      filter: fc.constantFrom(EVERY_ENTRY, EVERY_ENTRY, REFUSED_ONES),
    })
    .map(claims);
  const settling = fc
    .record({ at: fc.nat(MANY), fates: fc.array(fc.constantFrom(...FATES), { minLength: 1 }) })
    .map(settles);
  return [
    fc.array(fc.constantFrom(...KINDS), { minLength: 1, maxLength: 4 }).map(puts),
    fc.nat(MANY).map(putsAgain),
    fc.nat(MANY).map(failsAnew),
    purpose.map(claimsAtOnce),
    fc.constantFrom(1000, WHOLE_LEASE).map(waits),
    fc.boolean().map(purges),
    // Repeated: most of what can go wrong takes several of these.
    ...[claiming, settling, claiming, settling],
  ];
}

/** New events fail. */
function puts(kinds: readonly Kind[]): QueueCommand {
  return command(`put ${kinds.join(', ')}`, async (model, real) => {
    const entries = kinds.map((kind) => newEntry(model, kind));
    expect(await real.workers[0].put(entries, real.deadline)).toEqual({ left: [], code: null });
    for (const entry of entries) model.put(entry);
  });
}

function newEntry(model: QueueModel, kind: Kind): QueueEntry {
  const number = ++model.events;
  const failedAt = model.date;
  if (kind === 'refused by us') return refusedInput(number, { failedAt });
  if (kind === 'refused by the database') return queueEntry(number, { failedAt, failure: POISON });
  const entry = queueEntry(number, { failedAt });
  const later = new Date(model.now + WHOLE_LEASE).toISOString();
  return kind === 'due' ? entry : { ...entry, nextAttemptAt: later };
}

/** Somebody who had no answer puts the same entry again: nothing changes. */
function putsAgain(at: number): QueueCommand {
  return command(`put ${at} again`, async (model, real) => {
    const entry = chosen(model.untouched(), at);
    if (entry !== undefined) await real.workers[1].put([entry], real.deadline);
  });
}

/** An event that was replayed is logged again, and fails. */
function failsAnew(at: number): QueueCommand {
  return command(`fail ${at} anew`, async (model, real) => {
    const entry = chosen(model.replayed, at);
    if (entry === undefined || model.waiting.has(entryKey(entry))) return;
    const time = model.date.toISOString();
    const again: QueueEntry = {
      ...{ ...entry, ...queueEntry(1, { failedAt: model.date }) },
      ...identityOf(entry),
      nextAttemptAt: time,
    };
    await real.workers[0].put([again], real.deadline);
    model.put(again);
  });
}

interface ClaimTerms {
  readonly worker: 0 | 1;
  readonly purpose: ClaimPurpose;
  readonly limit: number;
  readonly includeNotDue: boolean;
  readonly filter: NonNullable<ClaimRequest['filter']>;
}

function claims({ worker, ...terms }: ClaimTerms): QueueCommand {
  return command(`claim ${JSON.stringify({ worker, ...terms })}`, async (model, real) => {
    model.takeBack();
    const { purpose, filter, includeNotDue, limit } = terms;
    const claimable = model.claimable(purpose, filter, includeNotDue);
    const claim = await real.workers[worker].claimDue({ ...terms, target, now: model.date });
    expect(claim.entries).toHaveLength(Math.min(limit, claimable.size));
    taken(model, claim, claimable);
  });
}

/** Two workers who ask at once share what there is. */
function claimsAtOnce(purpose: ClaimPurpose): QueueCommand {
  return command(`claim at once for ${purpose}`, async (model, { workers }) => {
    model.takeBack();
    const claimable = model.claimable(purpose, EVERY_ENTRY, false);
    const request = { target, purpose, now: model.date, limit: MANY, includeNotDue: false };
    const both = await Promise.all(workers.map((worker) => worker.claimDue(request)));
    for (const claim of both) taken(model, claim, claimable);
  });
}

/** @param claimable keys of what may be taken; loses what was */
function taken(model: QueueModel, claim: Claim, claimable: Set<string>): void {
  for (const entry of claim.entries) {
    const key = entryKey(entry);
    expect(claimable.delete(key)).toBe(true);
    expect(entry).toMatchObject(lastingPartOf(model.waiting.get(key)?.entry ?? entry));
    expect(entry.state).toBe('claimed');
  }
  if (claim.entries.length > 0) model.take(claim);
}

/** What no store may change by itself. */
export function lastingPartOf(entry: QueueEntry): Partial<QueueEntry> {
  const { lane, replays, fingerprint, nextAttemptAt, edits, resolution, payload, eventType } =
    entry;
  return {
    ...{ ...identityOf(entry), lane, replays, fingerprint, edits, resolution, eventType, payload },
    ...(nextAttemptAt === null ? { nextAttemptAt } : {}),
  };
}

function identityOf(entry: QueueEntry) {
  const { tenantId, eventId, eventType, payloadKind, payload, payloadHash, edits } = entry;
  return { tenantId, eventId, eventType, payloadKind, payload, payloadHash, edits };
}

const TRY = { random: seededRandom('replays') };
/** What a claimed entry can become. */
const NEXT = {
  'failed again': (entry: QueueEntry, model: QueueModel) =>
    afterFailedReplay(entry, failure({ code: '40001' }), { now: model.date, ...TRY }),
  poison: (entry: QueueEntry, model: QueueModel) =>
    afterFailedReplay(entry, POISON, { now: model.date, ...TRY }),
  'given back': (entry: QueueEntry) => released(entry),
  requeued: (entry: QueueEntry, model: QueueModel) => requeued(entry, model.date),
  discarded: (entry: QueueEntry, model: QueueModel) => discardedBy(model.date)(entry),
  edited: (entry: QueueEntry, model: QueueModel) => edited(entry, ++model.events, model.date),
};
const FATES = [
  ...(Object.keys(NEXT) as Array<keyof typeof NEXT>),
  ...(['replayed', 'duplicate', 'left'] as const),
];

/** A worker ends one of the claims; what it leaves out stays in its hands until it is dead. */
function settles({ at, fates }: { at: number; fates: readonly Fate[] }): QueueCommand {
  return command(`settle ${at}: ${fates.join(', ')}`, async (model, { workers }) => {
    const claim = chosen(model.claims, at);
    if (claim === undefined) return;
    const settlements = claim.entries.flatMap((entry, index): Settlement[] => {
      const fate = fates[index % fates.length] ?? 'left';
      if (fate === 'left') return [];
      if (fate === 'replayed' || fate === 'duplicate') return [{ entry, outcome: fate }];
      return [{ entry, outcome: 'kept', next: NEXT[fate](entry, model) }];
    });
    await workers[at % 2 === 0 ? 0 : 1].settle(claim, settlements, model.date);
    model.settle(claim, settlements);
  });
}

function waits(milliseconds: number): QueueCommand {
  return command(`wait ${milliseconds} ms`, (model) => {
    model.now += milliseconds;
    if (milliseconds === WHOLE_LEASE) model.orphan();
    return Promise.resolve();
  });
}

function purges(dryRun: boolean): QueueCommand {
  return command(dryRun ? 'count what is over' : 'purge', async (model, { workers }) => {
    const counts = await workers[1].purge({
      ...{ target, states: ['replayed', 'discarded'], dryRun },
      resolvedBefore: new Date(model.now + 1),
    });
    expect(counts.discarded).toBe(model.discarded.size);
    if (!dryRun) model.discarded.clear();
  });
}

function chosen<T>(values: readonly T[], at: number): T | undefined {
  return values[at % values.length];
}

function command(
  name: string,
  run: (model: QueueModel, real: RealQueue) => Promise<void>,
): QueueCommand {
  return { check: () => true, toString: () => name, run };
}
