import { parseArguments, USAGE } from './benchArguments';

const parse = (...words: string[]) => parseArguments(words, 'kept');

describe('the arguments of the benchmark', () => {
  it('ask for all benches, a folder that is not kept and growth when there are none', () => {
    const nothing = { rows: null, folder: null, growth: true, entries: null };
    expect(parse()).toEqual({ benches: [], ...nothing });
  });

  it('may stand before and after the names of benches', () => {
    expect(parse('--rows', '10_000_000', 'read', '--no-growth', 'indexes')).toMatchObject({
      benches: ['read', 'indexes'],
      rows: 10_000_000,
      folder: null,
      growth: false,
    });
  });

  it('name a folder, or keep the one that is told', () => {
    expect(parse('read', '--folder', 'data')).toMatchObject({ folder: 'data' });
    expect(parse('read', '--keep')).toMatchObject({ folder: 'kept' });
  });

  it('say how many entries are drained', () => {
    expect(parse('replay', '--entries', '2_000')).toMatchObject({ entries: 2000 });
  });

  it.each([
    ['no number', ['--rows']],
    ['no whole number', ['--rows', '1e-3']],
    ['no entry to drain', ['--entries', '0']],
    ['a part of an entry', ['--entries', '1.5']],
    ['too few events', ['--rows', '99999']],
    ['another option for the folder', ['--folder', '--rows']],
    ['no folder', ['--folder']],
    ['an unknown option', ['--row', '1']],
  ])('are refused with how to call it when there is %s', (_what, words) => {
    expect(() => parse(...words)).toThrow(USAGE);
  });
});
