import { performance } from 'node:perf_hooks';
import { Client } from 'pg';
import type { BenchArguments } from './benchArguments';
import { buildPackage } from './builtPackage';
import { BATCH, compareWrites } from './indexes/compareWrites';
import { type IndexFigures, indexResults, indexTable } from './indexes/indexReport';
import { dropIndex, type LogIndex, logIndexes, makeIndex } from './indexes/logIndexes';
import { servedRead, storedValues } from './indexes/servedReads';
import { type CoreReads, coreReads } from './read/coreReads';
import { filledLog, type Say } from './read/filledLog';
import { READING, startReadServer, toldSettings } from './read/readServer';
import { median, type Result } from './report';

const DATABASE = 'activity_log';
const DEFAULT_ROWS = 200_000;
const READS = 50;

interface Stage {
  readonly client: Client;
  readonly core: CoreReads;
  /** Events in the log. */
  readonly rows: number;
}

/** What every index of the log costs each write, and what the read that it serves would cost without. */
export async function benchIndexes(
  say: Say,
  wanted: Pick<BenchArguments, 'rows'>,
): Promise<{ results: Result[]; tables: string[] }> {
  const built = buildPackage();
  const server = await startReadServer(null);
  try {
    const rows = wanted.rows ?? DEFAULT_ROWS;
    await filledLog(server, { database: DATABASE, rows }, say);
    say(`measuring with ${toldSettings(READING)}, all else as PostgreSQL has it`);
    const client = new Client({ connectionString: server.connectionString(DATABASE) });
    await client.connect();
    const core = coreReads(server.config(DATABASE), built);
    const all = await measureAll({ client, core, rows }, say);
    await core.end();
    await client.end();
    return { results: all.flatMap((one) => indexResults(one, BATCH)), tables: [indexTable(all)] };
  } finally {
    await server.end();
    built.remove();
  }
}

async function measureAll(stage: Stage, say: Say): Promise<IndexFigures[]> {
  const all: IndexFigures[] = [];
  for (const index of await logIndexes(stage.client)) {
    const size = (index.bytes / stage.rows).toFixed(1);
    if (index.isPrimary) say(`${index.name}: ${size} bytes/event; nothing can be without the key`);
    else {
      say(`${index.name}: measuring`);
      all.push(await measure(stage, index));
    }
  }
  return all;
}

async function measure(stage: Stage, index: LogIndex): Promise<IndexFigures> {
  const { client } = stage;
  const served = servedRead(index);
  const stored = await storedValues(client, served);
  const read = (i: number) => served.read(stage.core, stored[i % stored.length] ?? NOBODY);
  const readWith = median(await timed(READS, read));
  const writes = await compareWrites(client, index);
  await dropIndex(client, index);
  const readWithout = median(await timed(READS, read));
  await makeIndex(client, index);
  return {
    index: index.name,
    ...writes,
    bytesPerEvent: index.bytes / stage.rows,
    question: served.name,
    readWith,
    readWithout,
  };
}

const NOBODY = { tenant: '', value: '' };

/** Milliseconds of each run; the first one, which finds nothing in memory, is left out. */
async function timed(runs: number, run: (i: number) => Promise<unknown>): Promise<number[]> {
  const taken: number[] = [];
  for (let i = 0; i <= runs; i++) {
    const start = performance.now();
    await run(i);
    if (i > 0) taken.push(performance.now() - start);
  }
  return taken;
}
