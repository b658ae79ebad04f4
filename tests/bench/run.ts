import { availableParallelism, loadavg } from 'node:os';
import { jsonLines, type Result, table } from './report';
import { benchWrite } from './write';

type Bench = (say: (line: string) => void) => Promise<Result[]>;

const BENCHES: Readonly<Record<string, Bench>> = { write: benchWrite };

async function main([wanted]: readonly string[]): Promise<void> {
  const names = wanted === undefined ? Object.keys(BENCHES) : [wanted];
  const results: Result[] = [];
  for (const name of names) {
    const bench = BENCHES[name];
    if (bench === undefined) {
      throw new Error(
        `There is no bench "${name}". Give one of: ${Object.keys(BENCHES).join(', ')}.`,
      );
    }
    results.push(...(await bench((line) => process.stderr.write(`${line}\n`))));
  }
  const load = loadavg()[0]?.toFixed(2) ?? '?';
  console.log(`${availableParallelism()} CPUs, load ${load}, Node.js ${process.version}\n`);
  console.log(`${table(results)}\n`);
  console.log(jsonLines(results));
}

main(process.argv.slice(2)).then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
