import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FAULT_ROWS } from './faultRows';

const ROOT = join(__dirname, '../..');
const FOLDER = 'tests/faults';
/** The title of a group, or of a test with the number of its row, up to the quote that ends it. */
const TITLE =
  /describe\(\s*(['"`])((?:(?!\1)[^\\\n]|\\.)+)\1|(['"`])Row (\d+): ((?:(?!\3)[^\\\n]|\\.)+)\3/g;

const HEAD = `# The fault matrix

What can go wrong with a write, and what the tests prove to happen then. Generated from the titles of
the tests in \`${FOLDER}\` by \`npm run generate\`; "…" stands for the cases of one test.

| row | fault | what happens |
| --: | ----- | ------------ |
`;

interface RowTest {
  readonly row: number;
  readonly title: string;
}

/** The page that lists every row with the behaviour that its tests prove. */
export async function generateFaultMatrix(): Promise<Map<string, string>> {
  const tests = readdirSync(join(ROOT, FOLDER), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.ts'))
    .sort()
    .flatMap((file) => titlesOf(readFileSync(join(ROOT, FOLDER, file), 'utf8')));
  const lines = FAULT_ROWS.map((fault, i) => lineOf(i + 1, fault, tests));
  return await Promise.resolve(new Map([['docs/fault-matrix.md', HEAD + lines.join('')]]));
}

/** Each test under the words of the group that it stands in. */
function titlesOf(source: string): RowTest[] {
  let group = '';
  return [...source.matchAll(TITLE)].flatMap(([, , described, , row, title = '']) => {
    if (described !== undefined) {
      group = `${described}: `;
      return [];
    }
    return [{ row: Number(row), title: sentence(group + title) }];
  });
}

function sentence(title: string): string {
  const text = title
    .replace(/%s|\$\{[^}]*\}/g, '…')
    .replace(/ \(needs [^)]*\)$/, '')
    .replace(/\\(.)/g, '$1')
    .replaceAll('|', '\\|');
  // Names such as statement_timeout stay as PostgreSQL writes them.
  return /^[a-z]+_/.test(text) ? text : text.charAt(0).toUpperCase() + text.slice(1);
}

function lineOf(row: number, fault: string, tests: readonly RowTest[]): string {
  const titles = [...new Set(tests.filter((one) => one.row === row).map(({ title }) => title))];
  return `| ${row} | ${fault} | ${titles.join('<br>')} |\n`;
}
