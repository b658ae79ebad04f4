import { walkTo } from './walkTo';

/** A list of `length` events in pages of 10; a cursor is the number of events before it. */
const listOf = (length: number) => async (cursor: string | null) => {
  const start = Number(cursor ?? 0);
  const end = Math.min(start + 10, length);
  const events = Array.from({ length: end - start });
  return { events, nextCursor: end < length ? String(end) : null };
};

describe('walking to a depth', () => {
  it('ends at the first page that begins there or below', async () => {
    expect(await walkTo(30, listOf(100))).toEqual({ cursor: '30', passed: 30 });
    expect(await walkTo(25, listOf(100))).toEqual({ cursor: '30', passed: 30 });
  });

  it('ends in a shorter list where a whole page follows', async () => {
    expect(await walkTo(1000, listOf(95))).toEqual({ cursor: '80', passed: 80 });
  });

  it('is refused in a list without depth', async () => {
    await expect(walkTo(1000, listOf(15))).rejects.toThrow('too short');
  });
});
