import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MUTANTS } from '../../../scripts/mutants/list';
import { applyMutant, type Mutant } from '../../../scripts/mutants/mutant';

const ROOT = join(__dirname, '..', '..', '..');

const mutantOf = (find: string, replace: string): Mutant => ({
  name: 'sample',
  file: 'nodes/sample.ts',
  find,
  replace,
  test: 'tests/sample.unit.test.ts',
});

describe('applying a mutant', () => {
  test('replaces its text and leaves the rest as it was', () => {
    expect(applyMutant('a < b && c', mutantOf('a < b', 'a <= b'))).toBe('a <= b && c');
  });

  test('takes text and replacement literally', () => {
    expect(applyMutant('x = $1 (a|b)', mutantOf('(a|b)', '$&$1'))).toBe('x = $1 $&$1');
  });

  test.each([
    { when: 'is missing', source: 'a', find: 'b', words: '0 times' },
    { when: 'occurs twice', source: 'b b', find: 'b', words: '2 times' },
    { when: 'is empty', source: 'a', find: '', words: '0 times' },
  ])('is refused when its text $when', ({ source, find, words }) => {
    expect(() => applyMutant(source, mutantOf(find, 'c'))).toThrow(words);
  });

  test('is refused when it changes nothing', () => {
    expect(() => applyMutant('a', mutantOf('a', 'a'))).toThrow('changes nothing');
  });
});

describe('the list of mutants', () => {
  test('names every mutant once', () => {
    const names = MUTANTS.map(({ name }) => name);
    expect(names).toEqual([...new Set(names)]);
  });

  test.each(MUTANTS)('still fits the code: $name', (mutant) => {
    const source = readFileSync(join(ROOT, mutant.file), 'utf8');
    expect(applyMutant(source, mutant)).not.toBe(source);
    expect(existsSync(join(ROOT, mutant.test))).toBe(true);
  });
});
