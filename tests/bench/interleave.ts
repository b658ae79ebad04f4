import { performance } from 'node:perf_hooks';
import type { Contender } from './contender';
import type { BenchServer } from './benchServer';
import { median } from './report';

/** Milliseconds of every measured run, by contender. */
export type Times = ReadonlyMap<Contender, readonly number[]>;

export interface Match {
  readonly contenders: readonly Contender[];
  /** Events of one batch. */
  readonly count: number;
  readonly rounds: number;
  /** Rounds before those that count. */
  readonly warmUps: number;
  /** Whether every run finds empty tables; if not, they grow for all alike. */
  readonly emptied: boolean;
}

/**
 * Lets the contenders run in turn, each round beginning with another one, so that what the machine
 * does besides meets all of them.
 * @throws Error when somebody did not write what they should have
 */
export async function interleave(server: BenchServer, match: Match): Promise<Times> {
  const times = new Map<Contender, number[]>(match.contenders.map((one) => [one, []]));
  await server.reset();
  // Not before every run: the first change of a page after it costs a copy of the page.
  await server.client.query('checkpoint');
  for (let round = -match.warmUps; round < match.rounds; round++) {
    for (const contender of rotated(match.contenders, round + match.warmUps)) {
      const taken = await measured(server, contender, match);
      if (round >= 0) times.get(contender)?.push(taken);
    }
  }
  return times;
}

/** The one whose median is the least, and that median. */
export function fastest(times: Times): { contender: Contender; milliseconds: number } {
  const [first, ...others] = [...times].map(([contender, taken]) => ({
    contender,
    milliseconds: median(taken),
  }));
  if (first === undefined) throw new Error('Nobody took part.');
  return others.reduce((best, one) => (one.milliseconds < best.milliseconds ? one : best), first);
}

function rotated<T>(all: readonly T[], by: number): T[] {
  const start = by % all.length;
  return [...all.slice(start), ...all.slice(0, start)];
}

async function measured(
  server: BenchServer,
  contender: Contender,
  { count, emptied }: Match,
): Promise<number> {
  if (emptied) await server.reset();
  const run = await contender.prepare(count);
  // No forced collection here: it throws compiled code away too, which n8n never does to its nodes.
  const start = performance.now();
  await run();
  const taken = performance.now() - start;
  if (emptied) await demandRows(server, contender, count);
  return taken;
}

async function demandRows(server: BenchServer, contender: Contender, count: number): Promise<void> {
  const expected = contender.writesNothing === true ? 0 : count;
  const found = await server.count();
  if (found === expected) return;
  throw new Error(`${contender.name} wrote ${found} rows with leads instead of ${expected}.`);
}
