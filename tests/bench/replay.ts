import type { BenchArguments } from './benchArguments';
import { startBenchServer } from './benchServer';
import { buildPackage } from './builtPackage';
import type { Contender } from './contender';
import { fastest, interleave, type Times } from './interleave';
import { graphileJobs } from './replay/graphileJobs';
import { ourReplay } from './replay/ourReplay';
import { plainInsert } from './replay/plainInsert';
import { openQueue } from './replay/waitingQueue';
import { compare, median, percentile, type Result } from './report';

const DEFAULT_ENTRIES = 10_000;
const ROUNDS = 7;
const WARM_UPS = 2;
/** Ratios of the time that a peer takes to ours. */
const GOALS = { plain: 0.5, jobs: 5 };

type Say = (line: string) => void;

/** Draining the queue table, beside one statement over the same rows and a job queue of as many jobs. */
export async function benchReplay(
  say: Say,
  wanted: Pick<BenchArguments, 'entries'>,
): Promise<Result[]> {
  const count = wanted.entries ?? DEFAULT_ENTRIES;
  const built = buildPackage();
  const server = await startBenchServer();
  const queue = openQueue(server, built);
  const ours = ourReplay({ server, built, queue });
  const ending = [ours];
  try {
    const plain = plainInsert(server, queue);
    const settings = await graphileJobs(server);
    ending.push(...settings);
    const trial = { count, rounds: 1, warmUps: 1, emptied: true, contenders: settings };
    const jobs = fastest(await interleave(server, trial)).contender;
    const match = { ...trial, rounds: ROUNDS, warmUps: WARM_UPS, contenders: [ours, plain, jobs] };
    const times = await interleave(server, match);
    tell(times, count, say);
    return [
      versus(times, { count, ours, peer: plain, goal: GOALS.plain }),
      versus(times, { count, ours, peer: jobs, goal: GOALS.jobs }),
    ];
  } finally {
    for (const one of ending) await one.end?.();
    await queue.end();
    await server.end();
    built.remove();
  }
}

interface Pair {
  readonly count: number;
  readonly ours: Contender;
  readonly peer: Contender;
  readonly goal: number;
}

function versus(times: Times, { count, ours, peer, goal }: Pair): Result {
  const of = (one: Contender) => median(times.get(one) ?? []);
  const name = `replay vs ${peer.name}, ${count} entries`;
  return compare({ name, ours: of(ours), peer: of(peer), unit: 'ms', goal });
}

function tell(times: Times, count: number, say: Say): void {
  for (const [{ name }, taken] of times) {
    const [middle, low, high] = [0.5, 0.1, 0.9].map((share) => percentile(taken, share).toFixed(0));
    say(`${count} × ${name}: ${middle} ms (${low} to ${high})`);
  }
}
