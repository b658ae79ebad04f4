import { chooseMutants } from '../../../scripts/mutants/chooseMutants';
import { MUTANTS } from '../../../scripts/mutants/list';

const ALL = { part: '' };

describe('the choice of mutants', () => {
  it('takes every one unless told otherwise', () => {
    expect(chooseMutants(MUTANTS, ALL)).toEqual(MUTANTS);
  });

  it('takes those with a part of the name', () => {
    const [first] = MUTANTS;
    expect(chooseMutants(MUTANTS, { part: first?.name ?? '' })).toContain(first);
    expect(chooseMutants(MUTANTS, { part: 'no mutant has this name' })).toEqual([]);
  });

  it('divides them into shares that together are all, none of them twice', () => {
    const shares = ['1/4', '2/4', '3/4', '4/4'].map((share) =>
      chooseMutants(MUTANTS, { ...ALL, share }),
    );
    const names = shares.flat().map(({ name }) => name);
    expect(names.toSorted()).toEqual(MUTANTS.map(({ name }) => name).toSorted());
    for (const share of shares) expect(share.length).toBeGreaterThan(0);
  });

  it('leaves the mutants of one test together', () => {
    const first = new Set(chooseMutants(MUTANTS, { ...ALL, share: '1/2' }).map(({ test }) => test));
    const second = chooseMutants(MUTANTS, { ...ALL, share: '2/2' });
    expect(second.filter(({ test }) => first.has(test))).toEqual([]);
  });

  it.each(['0/4', '5/4', '1', 'a/b', '1/0'])('refuses the share %s', (share) => {
    expect(() => chooseMutants(MUTANTS, { ...ALL, share })).toThrow('--share must be like 1/4');
  });
});
