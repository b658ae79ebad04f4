import { performance } from 'node:perf_hooks';
import type { Question, Reader } from './question';

/** How long a reader took. */
export interface Timing {
  /** Milliseconds of every measured run. */
  readonly taken: readonly number[];
  /** Whether the server stopped some of them: the figures are too low then. */
  readonly wasStopped: boolean;
}

/** Milliseconds from some start. */
export type Elapsed = () => number;

const systemElapsed: Elapsed = () => performance.now();

export type Timings = ReadonlyMap<Reader, Timing>;

export interface ReadLimits {
  readonly rounds: number;
  /** Rounds before those that count. */
  readonly warmUps: number;
  /** Milliseconds after which a reader sits out further rounds … */
  readonly budget: number;
  /** … but not before it was measured so often. */
  readonly leastRuns: number;
  readonly elapsed?: Elapsed;
}

/** SQLSTATE query_canceled: by `statement_timeout`. */
const STOPPED = '57014';
/** A peer that takes as many milliseconds, and as many times what ours takes, is slow. */
const SLOW_MILLISECONDS = 300;
const SLOW_TIMES = 5;

interface Score {
  readonly elapsed: Elapsed;
  readonly taken: number[];
  wasStopped: boolean;
  found: number;
  spent: number;
}

/**
 * The peers that read so much that they would drive out of memory what the others find there. They
 * are asked after everybody else.
 */
export async function slowPeers(
  question: Question,
  elapsed: Elapsed = systemElapsed,
): Promise<Reader[]> {
  const once = async (reader: Reader): Promise<number> => {
    const score = emptyScore(elapsed);
    await ask(reader, -1, score);
    return score.spent;
  };
  // The first statement of a connection reads what the server knows of every month and index.
  await once(question.ours);
  const ours = await once(question.ours);
  const isSlow = (taken: number): boolean => taken > SLOW_MILLISECONDS && taken > SLOW_TIMES * ours;
  const slow: Reader[] = [];
  for (const { reader } of question.peers) {
    if (isSlow(await once(reader)) && isSlow(await once(reader))) slow.push(reader);
  }
  return slow;
}

/**
 * Lets the readers answer in turn, each round beginning with another one, so that what the machine
 * does besides meets all of them.
 * @throws Error when ours found nothing in any round
 */
export async function interleaveReads(
  question: Question,
  readers: readonly Reader[],
  limits: ReadLimits,
): Promise<Timings> {
  const elapsed = limits.elapsed ?? systemElapsed;
  const warmUps = new Map(readers.map((reader) => [reader, emptyScore(elapsed)]));
  const scores = new Map(readers.map((reader) => [reader, emptyScore(elapsed)]));
  for (let round = -limits.warmUps; round < limits.rounds; round++) {
    for (const reader of rotated(readers, round + limits.warmUps)) {
      const score = (round < 0 ? warmUps : scores).get(reader);
      if (score !== undefined && hasTime(score, limits)) await ask(reader, round, score);
    }
  }
  if (scores.get(question.ours)?.found === 0 && question.mayBeEmpty !== true) {
    throw new Error(`Nothing was found for "${question.name}".`);
  }
  return scores;
}

function hasTime({ spent, taken }: Score, { budget, leastRuns }: ReadLimits): boolean {
  return spent < budget || taken.length < leastRuns;
}

function emptyScore(elapsed: Elapsed): Score {
  return { elapsed, taken: [], wasStopped: false, found: 0, spent: 0 };
}

async function ask(reader: Reader, round: number, score: Score): Promise<void> {
  const start = score.elapsed();
  try {
    score.found += await reader.read(round);
  } catch (error) {
    if ((error as { code?: unknown }).code !== STOPPED) throw error;
    score.wasStopped = true;
  }
  const taken = score.elapsed() - start;
  score.spent += taken;
  score.taken.push(taken);
}

function rotated<T>(all: readonly T[], by: number): T[] {
  const start = all.length === 0 ? 0 : by % all.length;
  return [...all.slice(start), ...all.slice(0, start)];
}
