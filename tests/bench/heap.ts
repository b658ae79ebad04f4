import type { Contender } from './contender';

const MEGABYTE = 1024 * 1024;
/** Milliseconds between two looks; each collects all garbage first, so only what is held counts. */
const INTERVAL = 15;

/** Live heap in megabytes after collecting all garbage. */
function held(): number {
  if (globalThis.gc === undefined) throw new Error('Run node with --expose-gc.');
  globalThis.gc();
  return process.memoryUsage().heapUsed / MEGABYTE;
}

/**
 * The most that a run holds in megabytes above what was held before it, its items included in both.
 * Looked at whenever the run waits for the database, where everything that it prepared is alive.
 */
export async function heapAboveItems(contender: Contender, count: number): Promise<number> {
  const run = await contender.prepare(count);
  const before = held();
  let most = before;
  const watch = setInterval(() => (most = Math.max(most, held())), INTERVAL);
  // What is returned is held until the last look, as by whoever called.
  const answers = [await run()];
  clearInterval(watch);
  most = Math.max(most, held());
  answers.length = 0;
  return most - before;
}
