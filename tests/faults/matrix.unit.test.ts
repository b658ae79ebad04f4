import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** Rows of the fault matrix; each is a test whose title begins with its number. */
const ROWS = 57;

/** The title of a test, or of a group of them, that will run; not one put off with `todo`. */
const TITLE = /(?<!\.todo|describe)\(\s*(['"`])Row (\d+): \S/g;

function numberedRows(): number[] {
  const files = readdirSync(__dirname, { recursive: true, encoding: 'utf8' });
  return files
    .filter((file) => /\.(unit|int|engine)\.test\.ts$/.test(file))
    .filter((file) => basename(file) !== basename(__filename))
    .map((file) => readFileSync(join(__dirname, file), 'utf8'))
    .flatMap((text) => [...text.matchAll(TITLE)].map((match) => Number(match[2])));
}

describe('the fault matrix', () => {
  it('has a test for each of its rows', () => {
    const tested = new Set(numberedRows());
    const rows = Array.from({ length: ROWS }, (_, i) => i + 1);
    expect(rows.filter((row) => !tested.has(row))).toEqual([]);
  });

  it('has no row that nobody knows', () => {
    expect(numberedRows().filter((row) => row < 1 || row > ROWS)).toEqual([]);
  });
});
