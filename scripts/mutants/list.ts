import type { Mutant } from './mutant';

/** Each takes one promise away; the named test is what keeps it. */
export const MUTANTS: readonly Mutant[] = [];
