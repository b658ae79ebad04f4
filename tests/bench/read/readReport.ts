import { compare, median, percentile, type Result } from '../report';
import type { Timing } from './interleaveReads';
import type { Peer, Question, Reader } from './question';

const UNIT = 'ms';
const MILLION = 1_000_000;
/** Twice as many events must not take twice as long. */
const GROWTH_GOAL = 0.5;

/** A question and how long everybody took to answer it. */
export interface Answered {
  readonly question: Question;
  readonly times: ReadonlyMap<Reader, Timing>;
}

/** What is allowed at 10 million events is halved for logs of up to 1 million. */
export function allowedFor(rows: number, atTenMillion: number): number {
  return rows <= MILLION ? atTenMillion / 2 : atTenMillion;
}

/** The lines of one question: the slowest of a hundred, and the median beside each peer's. */
export function resultsOf({ question, times }: Answered, rows: number): Result[] {
  const ours = times.get(question.ours)?.taken ?? [];
  const medians = question.peers.map((peer) => beside(peer, { question, times }));
  return [slowest(ours, { question, times }, rows), ...medians].filter((line) => line !== null);
}

function slowest(ours: readonly number[], answered: Answered, rows: number): Result | null {
  const { question, times } = answered;
  const figures = { ours: percentile(ours, 0.99), unit: UNIT };
  if (question.allowed !== undefined) {
    const { allowed, isOfAnySize = false } = question;
    const peer = isOfAnySize ? allowed : allowedFor(rows, allowed);
    return compare({
      ...figures,
      name: `${question.name}, p99 vs ${peer} ms allowed`,
      peer,
      goal: 1,
    });
  }
  const first = question.peers[0]?.reader;
  const timing = first === undefined ? undefined : times.get(first);
  if (first === undefined || timing === undefined) return null;
  const name = `${question.name}, p99 vs ${called(first, timing)}`;
  return compare({ ...figures, name, peer: percentile(timing.taken, 0.99) });
}

function beside({ reader, goal }: Peer, { question, times }: Answered): Result | null {
  const ours = times.get(question.ours);
  const theirs = times.get(reader);
  if (ours === undefined || theirs === undefined) return null;
  return compare({
    name: `${question.name}, p50 vs ${called(reader, theirs)}`,
    ours: median(ours.taken),
    peer: median(theirs.taken),
    unit: UNIT,
    ...(goal === undefined ? {} : { goal }),
  });
}

/** Who was stopped takes at least what is printed. */
function called({ name }: Reader, { wasStopped }: Timing): string {
  return wasStopped ? `${name} (≥, stopped)` : name;
}

/** A question that a log asks beside one of half its size: for how the time grows. */
export function besideHalf(full: Question, half: Question): Question {
  const reader = { ...half.ours, name: 'half the events' };
  const goal = full.readsAll === true ? {} : { goal: GROWTH_GOAL };
  return { ...full, name: `${full.name}, growth`, peers: [{ reader, ...goal }] };
}

/** The lines of such questions: the medians only. */
export function growthOf(answered: Answered): Result[] {
  const lines = answered.question.peers.map((peer) => beside(peer, answered));
  return lines.filter((line) => line !== null);
}

/** What everybody took, for people who watch. */
export function told({ question, times }: Answered): string[] {
  return [...times].map(([reader, timing]) => {
    const [p50, p99] = [0.5, 0.99].map((share) => percentile(timing.taken, share).toFixed(2));
    const runs = `${timing.taken.length} runs${timing.wasStopped ? ', some stopped' : ''}`;
    return `${question.name}: ${reader.name}: p50 ${p50} ms, p99 ${p99} ms (${runs})`;
  });
}
