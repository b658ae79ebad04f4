import { performance } from 'node:perf_hooks';
import { Client } from 'pg';
import { quoteSchema } from '../../nodes/core/postgres/identifiers';
import { insertEvents } from '../../nodes/core/postgres/statements/insertEvents';
import { buildPackage } from './builtPackage';
import { generatedEvents } from './indexes/generatedEvents';
import { type IndexFigures, indexResults, indexTable } from './indexes/indexReport';
import { dropIndex, type LogIndex, logIndexes, makeIndex } from './indexes/logIndexes';
import { servedRead, storedValues } from './indexes/servedReads';
import { type CoreReads, coreReads } from './read/coreReads';
import { filledLog, type Say } from './read/filledLog';
import { READING, startReadServer, toldSettings } from './read/readServer';
import { median, type Result } from './report';

const DATABASE = 'activity_log';
const ROWS = 200_000;
const BATCH = 1000;
/** Batches in a row, timed together: an index that saves work for later does it within them. */
const BATCHES = 4;
const ROUNDS = 5;
const READS = 15;
const DAY = 86_400_000;

interface Stage {
  readonly client: Client;
  readonly core: CoreReads;
}

/** What every index of the log costs each write, and what the read that it serves would cost without. */
export async function benchIndexes(say: Say): Promise<{ results: Result[]; tables: string[] }> {
  const built = buildPackage();
  const server = await startReadServer(null);
  try {
    await filledLog(server, { database: DATABASE, rows: ROWS }, say);
    say(`measuring with ${toldSettings(READING)}, all else as PostgreSQL has it`);
    const client = new Client({ connectionString: server.connectionString(DATABASE) });
    await client.connect();
    const core = coreReads(server.config(DATABASE), built);
    const all = await measureAll({ client, core }, say);
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
    const size = (index.bytes / ROWS).toFixed(1);
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
  const reads = (): Promise<number[]> =>
    timed(READS, (i) => served.read(stage.core, stored[i % stored.length] ?? NOBODY));
  const writes = new MonthWriter(client);
  const figures = { with: emptyFigures(), without: emptyFigures() };
  for (let round = 0; round < ROUNDS; round++) {
    figures.with.reads.push(...(await reads()));
    figures.with.writes.push(await writes.batches());
    await dropIndex(client, index);
    figures.without.reads.push(...(await reads()));
    figures.without.writes.push(await writes.batches());
    await makeIndex(client, index);
  }
  await writes.undo();
  return {
    index: index.name,
    writeWith: median(figures.with.writes),
    writeWithout: median(figures.without.writes),
    bytesPerEvent: index.bytes / ROWS,
    question: served.name,
    readWith: median(figures.with.reads),
    readWithout: median(figures.without.reads),
  };
}

const NOBODY = { tenant: '', value: '' };

function emptyFigures(): { readonly reads: number[]; readonly writes: number[] } {
  return { reads: [], writes: [] };
}

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

/** Writes batches of generated events into a month that is empty before, and empties it again. */
class MonthWriter {
  private written = 0;
  private readonly from = firstOfMonth(new Date(), 2);

  constructor(private readonly client: Client) {}

  /** Writes some batches. @returns milliseconds of one, on average */
  async batches(): Promise<number> {
    let taken = 0;
    for (let i = 0; i < BATCHES; i++) {
      const from = this.from + (this.written % DAY);
      const slice = {
        seed: this.written,
        first: this.written,
        count: BATCH,
        from,
        until: from + BATCH,
      };
      const events = generatedEvents(slice);
      this.written += BATCH;
      const start = performance.now();
      await insertEvents(this.client, quoteSchema('public'), events);
      taken += performance.now() - start;
    }
    return taken / BATCHES;
  }

  /** The log refuses TRUNCATE by a trigger; in the role of a replica triggers do not fire. */
  async undo(): Promise<void> {
    const { rows } = await this.client.query<{ name: string }>(
      `select distinct tableoid::regclass::text as name from lead_activity_log where "timestamp" >= $1`,
      [new Date(this.from)],
    );
    await this.client.query('set session_replication_role = replica');
    for (const { name } of rows) await this.client.query(`truncate ${name}`);
    await this.client.query('set session_replication_role = default');
  }
}

function firstOfMonth(now: Date, ahead: number): number {
  return Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + ahead, 1);
}
