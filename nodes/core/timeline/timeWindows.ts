import { type IdRange, lowestIdAt } from './idRange';
import type { SortDirection } from './searchRequest';

/**
 * Months that are read together, from the first to this one: most pages are full after one, and
 * what is rare is found in few statements. Beyond the last of them, all the rest is one window.
 */
const WIDENING = [1, 3, 7, 15] as const;

/**
 * Cuts a range of ids into windows that end where months do (UTC), as the partitions of the log.
 * @param anchor an instant in the month with which reading begins, in milliseconds
 * @param times the order in which events are read; so are the windows
 */
export function timeWindows(range: IdRange, anchor: number, times: SortDirection): IdRange[] {
  if (range.from >= range.below) return [];
  const windows = times === 'descending' ? downwards(range, anchor) : upwards(range, anchor);
  return windows.filter(({ from, below }) => from < below);
}

function downwards({ from, below }: IdRange, anchor: number): IdRange[] {
  const edges = WIDENING.map((months) => highest(from, monthStart(anchor, 1 - months)));
  return [...edges, from].map((edge, i) => ({
    from: edge,
    below: lowest(below, edges[i - 1] ?? below),
  }));
}

function upwards({ from, below }: IdRange, anchor: number): IdRange[] {
  const edges = WIDENING.map((months) => lowest(below, monthStart(anchor, months)));
  return [...edges, below].map((edge, i) => ({
    from: highest(from, edges[i - 1] ?? from),
    below: edge,
  }));
}

/** Lower-case UUIDs compare as text as they do in PostgreSQL. */
function highest(a: string, b: string): string {
  return a > b ? a : b;
}
function lowest(a: string, b: string): string {
  return a < b ? a : b;
}

/** The lowest id of the month that lies `months` after that of `instant`. */
function monthStart(instant: number, months: number): string {
  const date = new Date(instant);
  return lowestIdAt(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months));
}
