import { performance } from 'node:perf_hooks';
import { openPool } from '../../../nodes/core/postgres/pool';
import { setUpDatabase } from '../../../nodes/core/setUpDatabase';
import { systemClock } from '../../../nodes/core/systemClock';
import { silentLogger } from '../../support/silentLogger';
import { fillLog } from './fillLog';
import { FILLING, READING, type ReadServer, toldSettings } from './readServer';

export type Say = (line: string) => void;

/** A database, and how many events it is to hold. */
export interface LogWanted {
  readonly database: string;
  /** Null: as many as it holds, or the default when it is new. */
  readonly rows: number | null;
}

const DEFAULT_ROWS = 1_000_000;
const DEFAULT_DATABASE = 'postgres';

/**
 * Makes a database that holds a log: fills it, or takes the one that is there, brought up to date.
 * @returns how many events it holds
 * @throws Error when it holds another number of events than wanted
 */
export async function filledLog(server: ReadServer, wanted: LogWanted, say: Say): Promise<number> {
  const { database } = wanted;
  if (!(await hasDatabase(server, database))) {
    return fill(server, { database, rows: wanted.rows ?? DEFAULT_ROWS }, say);
  }
  await setUp(server, database);
  const rows = await countEvents(server, database);
  if (wanted.rows !== null && wanted.rows !== rows) {
    throw new Error(
      `The folder's database ${database} holds ${rows} events, not ${wanted.rows}: give --rows ${rows} or another --folder.`,
    );
  }
  say(`${database}: ${rows} events are there already, nothing is filled`);
  return rows;
}

/** The name is given when all is there, so that an interrupted fill is not taken for a log. */
async function fill(
  server: ReadServer,
  { database, rows }: { database: string; rows: number },
  say: Say,
): Promise<number> {
  const draft = `${database}_draft`;
  say(`${database}: filling ${rows} events (${toldSettings(FILLING)})`);
  await server.restart(FILLING);
  await server.query(DEFAULT_DATABASE, `drop database if exists ${draft}`);
  await server.query(DEFAULT_DATABASE, `create database ${draft}`);
  await setUp(server, draft);
  const start = performance.now();
  await fillLog(server.connectionString(draft), rows, new Date());
  const seconds = (performance.now() - start) / 1000;
  await server.query(DEFAULT_DATABASE, `alter database ${draft} rename to ${database}`);
  const gigabytes = (await bytesOf(server, database)) / 1e9;
  say(
    `${database}: filled in ${seconds.toFixed(0)} s, ${(rows / seconds).toFixed(0)} rows/s, ${gigabytes.toFixed(2)} GB`,
  );
  await server.restart(READING);
  return rows;
}

async function setUp(server: ReadServer, database: string): Promise<void> {
  const pool = openPool({ ...server.config(database), maxConnections: 1 }, silentLogger);
  try {
    await setUpDatabase(pool, { schema: 'public', clock: systemClock, dryRun: false });
  } finally {
    await pool.end();
  }
}

async function hasDatabase(server: ReadServer, database: string): Promise<boolean> {
  const text = 'select from pg_database where datname = $1';
  return (await server.query(DEFAULT_DATABASE, text, [database])).length > 0;
}

async function countEvents(server: ReadServer, database: string): Promise<number> {
  const [row] = await server.query(database, 'select count(*)::int as n from lead_activity_log');
  return (row as { n: number }).n;
}

async function bytesOf(server: ReadServer, database: string): Promise<number> {
  const [row] = await server.query(database, `select pg_database_size($1)::float8 as n`, [
    database,
  ]);
  return (row as { n: number }).n;
}

/** Reads all tables and indexes into memory, indexes last. */
export async function warm(server: ReadServer, database: string, say: Say): Promise<void> {
  const start = performance.now();
  await server.query(database, 'create extension if not exists pg_prewarm');
  const [row] = await server.query(
    database,
    `select sum(pg_prewarm(oid) * 8192::float8 / 1e9) as gigabytes
     from (select c.oid from pg_class c
           where c.relkind in ('r', 'i', 't')
             and c.relnamespace in ('public'::regnamespace, 'pg_toast'::regnamespace)
           order by c.relkind desc, c.relname) all_of_it`,
  );
  const { gigabytes } = row as { gigabytes: number };
  const seconds = (performance.now() - start) / 1000;
  say(`${database}: ${gigabytes.toFixed(2)} GB read into memory in ${seconds.toFixed(1)} s`);
}
