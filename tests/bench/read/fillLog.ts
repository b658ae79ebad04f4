import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Client } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { leadLines } from './directory';
import { COLUMNS, logLines, type Slice } from './logLines';

const MONTHS = 24;
/** Connections that copy at once: making the search vector takes the server's time, not ours. */
const WRITERS = 2;
/** Lines that are handed on together. */
const LINES = 500;
const SLICES = 96;

/**
 * Fills an empty log of the schema public with `rows` events over the last 24 months. The same
 * number of rows at the same `now` gives the same events.
 */
export async function fillLog(connectionString: string, rows: number, now: Date): Promise<void> {
  const admin = await connected(connectionString);
  try {
    const leads = 'leads (id, tenant_id, airtable_record_id, first_name, last_name, email)';
    await copy(admin, leads, leadLines());
    const indexes = await dropIndexes(admin);
    const slices = slicesOf(rows, now);
    await Promise.all(
      Array.from({ length: WRITERS }, (_, writer) =>
        copySlices(
          connectionString,
          slices.filter((_slice, i) => i % WRITERS === writer),
        ),
      ),
    );
    await admin.query(`set maintenance_work_mem = '1GB'`);
    for (const statement of indexes) await admin.query(statement);
    await admin.query('vacuum analyze');
    await admin.query('checkpoint');
  } finally {
    await admin.end();
  }
}

/** Triggers do not fire in the role of a replica: all references are right by construction. */
async function connected(connectionString: string): Promise<Client> {
  const client = new Client({ connectionString });
  await client.connect();
  await client.query(`set session_replication_role = replica; set synchronous_commit = off`);
  return client;
}

function slicesOf(rows: number, now: Date): Slice[] {
  const until = now.getTime();
  const start = new Date(now);
  start.setUTCMonth(start.getUTCMonth() - MONTHS);
  const span = (until - start.getTime()) / SLICES;
  const bound = (i: number): number => Math.floor((rows * i) / SLICES);
  return Array.from({ length: SLICES }, (_, i) => ({
    seed: 1000 + i,
    first: bound(i),
    count: bound(i + 1) - bound(i),
    from: start.getTime() + i * span,
    until: start.getTime() + (i + 1) * span,
  }));
}

async function copySlices(connectionString: string, slices: readonly Slice[]): Promise<void> {
  const client = await connected(connectionString);
  try {
    for (const slice of slices) {
      await copy(client, `lead_activity_log (${COLUMNS.join(', ')})`, logLines(slice));
    }
  } finally {
    await client.end();
  }
}

async function copy(client: Client, into: string, lines: Iterable<string>): Promise<void> {
  const source = Readable.from(inBlocks(lines), { objectMode: false });
  await pipeline(source, client.query(copyFrom(`copy ${into} from stdin`)));
}

function* inBlocks(lines: Iterable<string>): Generator<Buffer> {
  let block: string[] = [];
  for (const line of lines) {
    block.push(line);
    if (block.length < LINES) continue;
    yield Buffer.from(block.join(''));
    block = [];
  }
  yield Buffer.from(block.join(''));
}

/** An index is made faster over all rows than row by row. Returns the statements that make them. */
async function dropIndexes(admin: Client): Promise<string[]> {
  const { rows } = await admin.query<{ name: string; definition: string }>(
    `select c.oid::regclass::text as name, pg_get_indexdef(c.oid) as definition
     from pg_index i join pg_class c on c.oid = i.indexrelid
     where i.indrelid = 'lead_activity_log'::regclass and not i.indisprimary`,
  );
  for (const { name } of rows) await admin.query(`drop index ${name}`);
  return rows.map(({ definition }) => definition.replace(' ON ONLY ', ' ON '));
}
