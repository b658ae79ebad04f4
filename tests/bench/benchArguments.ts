/** What `npm run bench -- …` was asked for. */
export interface BenchArguments {
  /** Names of benches in the order given; empty: all. */
  readonly benches: readonly string[];
  /** Events in the log that is read; null: as many as the folder holds, or 1,000,000. */
  readonly rows: number | null;
  /** Data folder that is filled when it is new and kept; null: one of its own, removed at the end. */
  readonly folder: string | null;
  /** Whether a log of half the size is read too, so that growth is seen. */
  readonly growth: boolean;
  /** Entries in the queue that is drained; null: 10,000. */
  readonly entries: number | null;
}

/** Fewer hold none of the rare words, and pages of a few events only. */
const LEAST_ROWS = 100_000;

export const USAGE = `Usage: npm run bench -- [write] [read] [indexes] [replay] [options]
  --rows N      events in the log that is read, at least ${LEAST_ROWS} (default: 1000000)
  --folder DIR  a data folder to fill once, and to read again later as it is
  --keep        the same with a folder in the folder for temporary files
  --no-growth   do not read a log of half the size for comparison
  --entries N   entries in the queue that is drained (default: 10000)`;

const DEFAULTS: Omit<BenchArguments, 'benches'> = {
  rows: null,
  folder: null,
  growth: true,
  entries: null,
};

/**
 * @param keptFolder where `--keep` keeps the data
 * @throws Error that says how to call the benchmark
 */
export function parseArguments(words: readonly string[], keptFolder: string): BenchArguments {
  const rest = [...words];
  const benches: string[] = [];
  let parsed = DEFAULTS;
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === '--rows') parsed = { ...parsed, rows: rowsOf(rest.shift()) };
    else if (word === '--folder') parsed = { ...parsed, folder: folderOf(rest.shift()) };
    else if (word === '--keep') parsed = { ...parsed, folder: keptFolder };
    else if (word === '--no-growth') parsed = { ...parsed, growth: false };
    else if (word === '--entries') parsed = { ...parsed, entries: entriesOf(rest.shift()) };
    else if (word.startsWith('-')) throw new Error(`There is no option ${word}.\n${USAGE}`);
    else benches.push(word);
  }
  return { benches, ...parsed };
}

function rowsOf(word: string | undefined): number {
  const rows = wholeNumber(word);
  if (rows >= LEAST_ROWS) return rows;
  throw new Error(`--rows needs a whole number of at least ${LEAST_ROWS}.\n${USAGE}`);
}

function entriesOf(word: string | undefined): number {
  const entries = wholeNumber(word);
  if (entries >= 1) return entries;
  throw new Error(`--entries needs a whole number from 1 on.\n${USAGE}`);
}

/** Digits may be grouped by `_`; NaN when it is none. */
function wholeNumber(word: string | undefined): number {
  const number = Number(word?.replaceAll('_', ''));
  return Number.isSafeInteger(number) ? number : NaN;
}

function folderOf(word: string | undefined): string {
  if (word !== undefined && word !== '' && !word.startsWith('-')) return word;
  throw new Error(`--folder needs the path of a folder.\n${USAGE}`);
}
