import { interleaveReads, slowPeers } from './interleaveReads';
import type { Question, Reader } from './question';

const LIMITS = { rounds: 3, warmUps: 1, budget: 10_000, leastRuns: 1, elapsed: () => time };

/** Notes every turn, and finds one row a time unless told otherwise. */
function noting(
  name: string,
  notes: string[],
  answer: () => Promise<number> = async () => 1,
): Reader {
  return {
    name,
    read: (turn) => {
      notes.push(`${name}${turn}`);
      return answer();
    },
  };
}

function question(ours: Reader, ...peers: Reader[]): Question {
  return { name: 'q', ours, peers: peers.map((reader) => ({ reader })), rounds: 3 };
}

let time = 0;
const elapsed = () => time;
beforeEach(() => {
  time = 0;
});

/** Takes as long on the clock of this test. */
const wait = (milliseconds: number) => async (): Promise<number> => {
  time += milliseconds;
  return 1;
};

describe('reading in turn', () => {
  it('begins each round with another reader, and asks all of them for the same', async () => {
    const notes: string[] = [];
    const [a, b] = [noting('a', notes), noting('b', notes)];
    const times = await interleaveReads(question(a, b), [a, b], LIMITS);
    expect(notes).toEqual(['a-1', 'b-1', 'b0', 'a0', 'a1', 'b1', 'b2', 'a2']);
    expect(times.get(a)?.taken).toHaveLength(3);
  });

  it('asks a reader no more that has had its time, but as often as it must', async () => {
    const notes: string[] = [];
    const [a, b] = [noting('a', notes), noting('b', notes, wait(2))];
    const limits = { ...LIMITS, warmUps: 0, budget: 1, leastRuns: 2 };
    const times = await interleaveReads(question(a, b), [a, b], limits);
    expect(times.get(b)?.taken).toHaveLength(2);
    expect(times.get(a)?.taken).toHaveLength(3);
  });

  it('notes that the server stopped a reader, and fails with any other error', async () => {
    const failing = (code: string) => async () => {
      throw Object.assign(new Error('no'), { code });
    };
    const a = noting('a', []);
    const stopped = noting('b', [], failing('57014'));
    const times = await interleaveReads(question(a, stopped), [a, stopped], LIMITS);
    expect(times.get(stopped)).toMatchObject({ wasStopped: true });
    const broken = noting('b', [], failing('42P01'));
    await expect(interleaveReads(question(a, broken), [broken], LIMITS)).rejects.toThrow('no');
  });

  it('fails when ours never finds anything, unless that may be', async () => {
    const nothing = noting('a', [], async () => 0);
    const asked = question(nothing);
    await expect(interleaveReads(asked, [nothing], LIMITS)).rejects.toThrow('Nothing was found');
    const mayBe = { ...asked, mayBeEmpty: true };
    await expect(interleaveReads(mayBe, [nothing], LIMITS)).resolves.toBeDefined();
  });
});

describe('peers that are slow', () => {
  it('take many times what ours takes', async () => {
    const [fast, slow] = [noting('fast', []), noting('slow', [], wait(310))];
    expect(await slowPeers(question(noting('ours', []), fast, slow), elapsed)).toEqual([slow]);
    expect(await slowPeers(question(noting('ours', [], wait(100)), slow), elapsed)).toEqual([]);
  });

  it('are not those of whom only the first answer takes long', async () => {
    const answers = [wait(310), wait(1)];
    const once = noting('once', [], () => (answers.shift() ?? wait(1))());
    expect(await slowPeers(question(noting('ours', []), once), elapsed)).toEqual([]);
  });
});
