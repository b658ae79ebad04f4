import type { Mutant } from './mutant';

/** Which mutants a run tries. */
export interface Choice {
  /** Part of the mutants' names; empty: all. */
  readonly part: string;
  /** E.g. `2/4`: the second of four shares; undefined: all. */
  readonly share?: string | undefined;
}

/**
 * The mutants with that part in their names, of the wanted share. Mutants of one test stay together,
 * because each test must be green once before anything is sabotaged.
 * @throws Error for a share that is none
 */
export function chooseMutants(mutants: readonly Mutant[], { part, share }: Choice): Mutant[] {
  const named = mutants.filter(({ name }) => name.includes(part));
  if (share === undefined) return named;
  const [, which = '', of = ''] = /^(\d+)\/(\d+)$/.exec(share) ?? [];
  const [index, shares] = [Number(which) - 1, Number(of)];
  if (index < 0 || index >= shares)
    throw new Error('--share must be like 1/4: which, and of how many.');
  const tests = [...new Set(mutants.map(({ test }) => test))].sort();
  return named.filter(({ test }) => tests.indexOf(test) % shares === index);
}
