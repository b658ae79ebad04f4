import { Pool } from 'pg';
import type { BuiltPackage } from '../builtPackage';
import { type PsqlSession, psqlSession } from '../contenders/psqlSession';
import { type CoreReads, coreReads } from './coreReads';
import { biggest, drawSubject } from './drawSubject';
import { lowestIdAt } from '../../../nodes/core/timeline/idRange';
import type { ReadServer } from './readServer';
import { statusReads } from './statusReads';

/** A log, and the connections of those who read it. */
export interface Field {
  readonly core: CoreReads;
  /** Get Status beside the log. @returns how many entries wait */
  status(): Promise<number>;
  /** Runs a statement of a peer on a connection of the same kind. @returns its rows */
  peer(statement: string): Promise<unknown[]>;
  /** Undefined where psql is not installed. */
  readonly psql: PsqlSession | undefined;
  /** Stored columns that an event shows. */
  readonly columns: readonly string[];
  /** When the log begins and ends, in milliseconds since 1970. */
  readonly oldest: number;
  readonly newest: number;
  /** Events drawn at random. */
  readonly samples: readonly Sample[];
  end(): Promise<void>;
}

export interface Sample {
  readonly tenant: string;
  readonly id: string;
}

/** Milliseconds after which the server stops a statement of a peer. */
const PEER_TIMEOUT = 10_000;
const SAMPLES = 300;
/** Columns that the log is searched and checked with: no reader is shown them. */
const HIDDEN = ['search', 'search_extra', 'payload_hash'];

export interface FieldParts {
  readonly server: ReadServer;
  readonly database: string;
  readonly built: BuiltPackage;
}

export async function makeField({ server, database, built }: FieldParts): Promise<Field> {
  const connectionString = server.connectionString(database);
  const pool = new Pool({ connectionString, max: 1, statement_timeout: PEER_TIMEOUT });
  const core = coreReads(server.config(database), built);
  const psql = psqlSession(connectionString);
  const { status, end: endStatus } = await statusReads(server.config(database), built);
  const { oldest, newest } = await spanOf(pool);
  return {
    core,
    status,
    peer: async (statement) => (await pool.query(statement)).rows as unknown[],
    psql,
    columns: await columnsOf(pool),
    oldest,
    newest,
    samples: await drawSamples(pool, { oldest, newest }),
    end: async () => {
      await pool.end();
      await core.end();
      await endStatus();
      await psql?.end();
    },
  };
}

/** By the ids of the biggest tenant, which carry their time. */
async function spanOf(pool: Pool): Promise<{ oldest: number; newest: number }> {
  const id = (direction: 'asc' | 'desc') =>
    pool.query<{ id: string }>(
      `select id from lead_activity_log where tenant_id = $1 order by id ${direction} limit 1`,
      [biggest().tenant],
    );
  const [first, last] = [await id('asc'), await id('desc')].map(({ rows }) => rows[0]?.id);
  if (first === undefined || last === undefined) throw new Error('The log is empty.');
  return { oldest: millisecondsOf(first), newest: millisecondsOf(last) };
}

/** The first 48 bits of an id. */
function millisecondsOf(id: string): number {
  return Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16);
}

async function columnsOf(pool: Pool): Promise<string[]> {
  const { rows } = await pool.query<{ name: string }>(
    `select attname as name from pg_attribute
     where attrelid = 'lead_activity_log'::regclass and attnum > 0 and not attisdropped
       and attname <> all ($1)
     order by attnum`,
    [HIDDEN],
  );
  return rows.map(({ name }) => name);
}

async function drawSamples(
  pool: Pool,
  { oldest, newest }: { oldest: number; newest: number },
): Promise<Sample[]> {
  const samples: Sample[] = [];
  for (let i = 0; i < SAMPLES; i++) {
    const { tenant, at } = drawSubject(i);
    const from = lowestIdAt(oldest + at * (newest - oldest));
    const { rows } = await pool.query<{ id: string }>(
      'select id from lead_activity_log where tenant_id = $1 and id >= $2 order by id limit 1',
      [tenant.id, from],
    );
    for (const { id } of rows) samples.push({ tenant: tenant.id, id });
  }
  return samples;
}
