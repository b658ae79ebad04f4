import { indexResults, indexTable } from './indexReport';

const figures = {
  index: 'log_type_idx',
  writeWith: 55,
  writeWithout: 50,
  bytesPerEvent: 41.26,
  question: 'browser, one type',
  readWith: 1.5,
  readWithout: 30,
};

describe('the report of indexes', () => {
  it('says what an index adds to a write, how large it is and what a read takes', () => {
    const [head, row] = indexTable([figures]).split('\n');
    expect(head).toMatch(/^index +write cost % +bytes\/event +read with +read without/);
    expect(row?.split(/ {2,}/)).toEqual([
      'log_type_idx',
      '10.0',
      '41.3',
      '1.50 ms',
      '30.00 ms',
      'browser, one type',
    ]);
  });

  it('compares for programs with the log without the index', () => {
    expect(indexResults(figures, 1000)).toMatchObject([
      { name: expect.stringContaining('1000 events written'), ours: 55, peer: 50, ratio: 0.9091 },
      { name: expect.stringContaining('browser, one type'), ours: 1.5, peer: 30, ratio: 20 },
    ]);
  });
});
