import { compare, jsonLines, median, percentile, table } from './report';

describe('the report of a benchmark', () => {
  it('takes the middle figure, or the middle of two', () => {
    expect(median([5, 1, 9])).toBe(5);
    expect(median([4, 1, 2, 9])).toBe(3);
    expect(() => median([])).toThrow('no figures');
  });

  it('finds the figure below which a share lies', () => {
    const figures = Array.from({ length: 101 }, (_, i) => 100 - i);
    expect(percentile(figures, 0.99)).toBe(99);
    expect(percentile([7], 0.99)).toBe(7);
  });

  it('gives a ratio that is higher when ours takes less', () => {
    const faster = compare({ name: 'n', ours: 50, peer: 100, unit: 'ms', goal: 2 });
    expect(faster).toMatchObject({ ratio: 2, goal: 2, met: true });
    const slower = compare({ name: 'n', ours: 100, peer: 50, unit: 'ms', goal: 0.75 });
    expect(slower).toMatchObject({ ratio: 0.5, met: false });
  });

  it('decides on the exact ratio, not on the printed one', () => {
    const result = compare({ name: 'n', ours: 1, peer: 1.99999, unit: 'ms', goal: 2 });
    expect(result).toMatchObject({ ratio: 2, met: false });
  });

  it('prints a goal that is no round figure as short as the others', () => {
    const result = compare({ name: 'n', ours: 1, peer: 1, unit: 'ms', goal: 1 / 1.5 });
    expect(result.goal).toBe(0.6667);
  });

  it('says of a comparison without a goal neither that it is met nor that it is not', () => {
    expect(compare({ name: 'n', ours: 1, peer: 1, unit: 'ms' })).toMatchObject({
      goal: null,
      met: null,
    });
  });

  it('prints aligned columns for people and one object a line for programs', () => {
    const results = [
      compare({ name: 'a longer name', ours: 10, peer: 20, unit: 'ms', goal: 3 }),
      compare({ name: 'short', ours: 1, peer: 2, unit: 'ms', goal: 1 }),
    ];
    const lines = table(results).split('\n');
    expect(new Set(lines.slice(1).map((line) => line.indexOf('ms'))).size).toBe(1);
    expect(lines[1]).toMatch(/NO$/);
    const parsed = jsonLines(results)
      .split('\n')
      .map((line) => JSON.parse(line) as object);
    expect(parsed).toEqual(results);
    expect(Object.keys(parsed[0] ?? {})).toEqual([
      'name',
      'ours',
      'peer',
      'unit',
      'ratio',
      'goal',
      'met',
    ]);
  });
});
