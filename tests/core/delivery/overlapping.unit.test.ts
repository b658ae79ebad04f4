import { overlapping } from '../../../nodes/core/delivery/overlapping';

/** Work that ends when it is told to, and remembers what is under way. */
class HeldWork {
  readonly underWay = new Set<number>();
  most = 0;
  private readonly ends = new Map<
    number,
    { resolve: () => void; reject: (error: Error) => void }
  >();

  readonly work = async (input: number): Promise<string> => {
    this.underWay.add(input);
    this.most = Math.max(this.most, this.underWay.size);
    await new Promise<void>((resolve, reject) => this.ends.set(input, { resolve, reject }));
    this.underWay.delete(input);
    return `result ${input}`;
  };

  end(input: number): void {
    this.ends.get(input)?.resolve();
  }

  fail(input: number): void {
    this.ends.get(input)?.reject(new Error(`no ${input}`));
  }
}

async function untilIdle(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

async function collect(results: AsyncIterable<string>): Promise<string[]> {
  const all: string[] = [];
  for await (const result of results) all.push(result);
  return all;
}

describe('overlapping work', () => {
  it('has no more under way than it may, and yields in order whatever ends first', async () => {
    const held = new HeldWork();
    const results = collect(overlapping([1, 2, 3], () => 2, held.work));
    await untilIdle();
    expect([...held.underWay]).toEqual([1, 2]);
    held.end(2);
    await untilIdle();
    expect([...held.underWay]).toEqual([1]);
    held.end(1);
    await untilIdle();
    held.end(3);
    expect(await results).toEqual(['result 1', 'result 2', 'result 3']);
    expect(held.most).toBe(2);
  });

  it('asks before each begins how many may be, and goes on with one at least', async () => {
    const held = new HeldWork();
    const results = collect(overlapping([1, 2, 3], () => 0, held.work));
    for (const input of [1, 2, 3]) {
      await untilIdle();
      expect([...held.underWay]).toEqual([input]);
      held.end(input);
    }
    expect(await results).toHaveLength(3);
  });

  it('fails with what failed, when its turn comes', async () => {
    const held = new HeldWork();
    const results = collect(overlapping([1, 2], () => 2, held.work));
    await untilIdle();
    held.fail(2);
    await untilIdle();
    held.end(1);
    await expect(results).rejects.toThrow('no 2');
  });

  it('yields nothing for nothing', async () => {
    expect(await collect(overlapping([], () => 2, new HeldWork().work))).toEqual([]);
  });
});
