import { readText } from '../../../nodes/core/activity/readText';

const LARGEST = 2 ** 27;

describe('readText', () => {
  it.each([
    ['ASCII', 'x', LARGEST],
    ['accented', 'é', LARGEST / 2],
  ])('takes 128 MB of %s letters, and not one more', (_, letter, count) => {
    expect(readText('Message Content', letter.repeat(count))).toHaveLength(count);
    expect(() => readText('Message Content', letter.repeat(count + 1))).toThrow(
      /^Message Content is larger than 128 MB/,
    );
  });
});
