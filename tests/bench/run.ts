import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BenchArguments, parseArguments } from './benchArguments';
import { benchIndexes } from './indexes';
import { benchRead } from './read';
import { benchReplay } from './replay';
import { jsonLines, type Result, table } from './report';
import { benchWrite } from './write';

interface Report {
  readonly results: readonly Result[];
  /** Printed before the table of results. */
  readonly tables: readonly string[];
}

type Bench = (say: (line: string) => void, wanted: BenchArguments) => Promise<Report>;

const BENCHES: Readonly<Record<string, Bench>> = {
  write: async (say) => ({ results: await benchWrite(say), tables: [] }),
  read: async (say, wanted) => ({ results: await benchRead(say, wanted), tables: [] }),
  indexes: benchIndexes,
  replay: async (say, wanted) => ({ results: await benchReplay(say, wanted), tables: [] }),
};
/** Where `--keep` keeps the log that is read. */
const KEPT_FOLDER = join(tmpdir(), 'activity-log-bench-kept');

async function main(words: readonly string[]): Promise<void> {
  const wanted = parseArguments(words, KEPT_FOLDER);
  const names = wanted.benches.length === 0 ? Object.keys(BENCHES) : wanted.benches;
  const benches = names.map(benchOf);
  const reports: Report[] = [];
  for (const bench of benches) {
    reports.push(await bench((line) => process.stderr.write(`${line}\n`), wanted));
  }
  const results = reports.flatMap((report) => report.results);
  const load = loadavg()[0]?.toFixed(2) ?? '?';
  console.log(`${availableParallelism()} CPUs, load ${load}, Node.js ${process.version}\n`);
  for (const text of reports.flatMap((report) => report.tables)) console.log(`${text}\n`);
  console.log(`${table(results)}\n`);
  console.log(jsonLines(results));
}

function benchOf(name: string): Bench {
  const bench = BENCHES[name];
  if (bench !== undefined) return bench;
  throw new Error(`There is no bench "${name}". Give one of: ${Object.keys(BENCHES).join(', ')}.`);
}

main(process.argv.slice(2)).then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
