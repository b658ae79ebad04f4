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
}

/** Fewer hold none of the rare words, and pages of a few events only. */
const LEAST_ROWS = 100_000;

export const USAGE = `Usage: npm run bench -- [write] [read] [indexes] [--rows N] [--folder DIR | --keep] [--no-growth]
  --rows N      events in the log that is read, at least ${LEAST_ROWS} (default: 1000000)
  --folder DIR  a data folder to fill once, and to read again later as it is
  --keep        the same with a folder in the folder for temporary files
  --no-growth   do not read a log of half the size for comparison`;

/**
 * @param keptFolder where `--keep` keeps the data
 * @throws Error that says how to call the benchmark
 */
export function parseArguments(words: readonly string[], keptFolder: string): BenchArguments {
  const rest = [...words];
  const benches: string[] = [];
  let parsed: Omit<BenchArguments, 'benches'> = { rows: null, folder: null, growth: true };
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === '--rows') parsed = { ...parsed, rows: rowsOf(rest.shift()) };
    else if (word === '--folder') parsed = { ...parsed, folder: folderOf(rest.shift()) };
    else if (word === '--keep') parsed = { ...parsed, folder: keptFolder };
    else if (word === '--no-growth') parsed = { ...parsed, growth: false };
    else if (word.startsWith('-')) throw new Error(`There is no option ${word}.\n${USAGE}`);
    else benches.push(word);
  }
  return { benches, ...parsed };
}

function rowsOf(word: string | undefined): number {
  const rows = Number(word?.replaceAll('_', ''));
  if (Number.isSafeInteger(rows) && rows >= LEAST_ROWS) return rows;
  throw new Error(`--rows needs a whole number of at least ${LEAST_ROWS}.\n${USAGE}`);
}

function folderOf(word: string | undefined): string {
  if (word !== undefined && word !== '' && !word.startsWith('-')) return word;
  throw new Error(`--folder needs the path of a folder.\n${USAGE}`);
}
