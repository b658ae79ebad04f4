/** A small sabotage that a named test must notice. */
export interface Mutant {
  /** What the sabotage does, in a few words. */
  readonly name: string;
  /** The sabotaged file, relative to the repository. */
  readonly file: string;
  /** Text that occurs exactly once in the file. */
  readonly find: string;
  readonly replace: string;
  /** The test file that must turn red, relative to the repository. */
  readonly test: string;
  /** Part of the title of the test that must turn red; without it any of the file. */
  readonly title?: string;
}

/**
 * The sabotaged source.
 * @throws Error when `find` does not occur exactly once, so that the list cannot rot unnoticed
 */
export function applyMutant(source: string, { name, file, find, replace }: Mutant): string {
  const parts = source.split(find);
  if (find === '' || parts.length !== 2) {
    const count = find === '' ? 0 : parts.length - 1;
    throw new Error(`${name}: the text to replace occurs ${count} times in ${file}, not once.`);
  }
  if (find === replace) throw new Error(`${name}: the replacement changes nothing.`);
  return parts.join(replace);
}
