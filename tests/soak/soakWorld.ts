import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ConnectionConfig } from '../../nodes/core/postgres/connectionConfig';
import type { PostgresPool } from '../../nodes/core/postgres/pool';
import type { Target } from '../../nodes/core/retryQueue/queueEntry';
import { type PrivateServer, startPrivateServer } from '../support/faults/privateServer';
import { TcpProxy } from '../support/faults/tcpProxy';
import type { TestDatabase } from '../support/testDatabase';
import { ShakyDisk } from './shakyDisk';
import { SkewedClock } from './skewedClock';
import { openServices, type SoakServices } from './soakServices';
import { Tally } from './tally';

/** The role that writers and replayers log in as, so that its rights can be taken away. */
export const WRITER_ROLE = 'soak_writer';
const PASSWORD = 'soak';
const LEADS = 20;
/** Connections that one worker may have at a time. */
export const POOL_SIZE = 4;

/** Where a soak takes place: one server, one way to it, one spool folder, and other services. */
export interface SoakWorld {
  readonly server: PrivateServer;
  readonly database: TestDatabase;
  readonly proxy: TcpProxy;
  readonly folder: string;
  readonly disk: ShakyDisk;
  readonly clock: SkewedClock;
  readonly tally: Tally;
  readonly target: Target;
  /** How writers and replayers reach the database: through the proxy. */
  readonly config: ConnectionConfig;
  readonly services: SoakServices;
  /** Pools of the writers, so that others can take their connections. */
  readonly writerPools: PostgresPool[];
  /** Serials of events in spool files that the run damaged. */
  readonly torn: Set<string>;
  end(): Promise<void>;
}

export async function openWorld(): Promise<SoakWorld> {
  const server = await startPrivateServer({ deadlock_timeout: '100ms' });
  const services = await openServices();
  const database = await server.createDatabase();
  await prepare(database);
  const proxy = await TcpProxy.start({ port: server.port });
  const folder = mkdtempSync(join(tmpdir(), 'activity-log-soak-'));
  return {
    ...{ server, services, database, proxy, folder, writerPools: [], torn: new Set<string>() },
    disk: new ShakyDisk(),
    clock: new SkewedClock(),
    tally: new Tally(),
    target: { credentialId: 'soak', database: database.name, schema: 'public' },
    config: {
      ...{ host: proxy.host, port: proxy.port, database: database.name },
      ...{ user: WRITER_ROLE, password: PASSWORD, maxConnections: POOL_SIZE, ssl: false },
    },
    end: async () => {
      await proxy.end();
      await server.end();
      await services.end();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The role, leads to find, and a switch that makes the server raise an error. */
async function prepare(database: TestDatabase): Promise<void> {
  await database.query(`create role ${WRITER_ROLE} login password '${PASSWORD}'`);
  await database.query(
    `grant select, insert, update, delete on all tables in schema public to ${WRITER_ROLE}`,
  );
  await database.query(`grant execute on all functions in schema public to ${WRITER_ROLE}`);
  await database.query(
    `insert into leads (airtable_record_id, first_name)
     select 'recSoak' || n, 'Lead ' || n from generate_series(0, $1::int - 1) as n`,
    [LEADS],
  );
  await database.query('create table soak_raise (code text not null)');
  await database.query(`grant select on soak_raise to ${WRITER_ROLE}`);
  await database.query(`
    create function soak_raise() returns trigger language plpgsql as $$
    declare
      wanted text := (select code from soak_raise limit 1);
    begin
      if wanted is not null and random() < 0.7 then
        raise exception 'raised for the soak' using errcode = wanted;
      end if;
      return null;
    end $$`);
  await database.query(`
    create trigger soak_raise before insert on lead_activity_log
    for each statement execute function soak_raise()`);
}
