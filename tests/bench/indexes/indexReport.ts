import { aligned, compare, type Result } from '../report';

/** What one index costs and what it is good for: milliseconds of writes (lower quarter), reads (median). */
export interface IndexFigures {
  readonly index: string;
  /** Of a batch of events. */
  readonly writeWith: number;
  readonly writeWithout: number;
  readonly bytesPerEvent: number;
  readonly question: string;
  readonly readWith: number;
  readonly readWithout: number;
}

/** Index, what it adds to a write, its size, and the read that it serves with it and without it. */
export function indexTable(all: readonly IndexFigures[]): string {
  const head = ['index', 'write cost %', 'bytes/event', 'read with', 'read without', 'read'];
  const rows = all.map((one) => [
    one.index,
    ((one.writeWith / one.writeWithout - 1) * 100).toFixed(1),
    one.bytesPerEvent.toFixed(1),
    `${one.readWith.toFixed(2)} ms`,
    `${one.readWithout.toFixed(2)} ms`,
    one.question,
  ]);
  return aligned([head, ...rows]);
}

/** The same for programs: the peer is the log without the index. */
export function indexResults(one: IndexFigures, batch: number): Result[] {
  const { index, question } = one;
  return [
    compare({
      name: `${index}: ${batch} events written, with it vs without`,
      ours: one.writeWith,
      peer: one.writeWithout,
      unit: 'ms',
    }),
    compare({
      name: `${index}: ${question}, with it vs without`,
      ours: one.readWith,
      peer: one.readWithout,
      unit: 'ms',
    }),
  ];
}
