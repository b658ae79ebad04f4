import { chmodSync, chownSync, cpSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { EmbeddedServer } from '../../../stand/embeddedPostgres';
import { Guard } from '../../../stand/guard';
import { postgresUser } from '../../../stand/postgresBinaries';
import type { PrivateServer } from './privateServer';

/** A hot standby that streams from a private server. */
export interface Standby {
  readonly port: number;
  /** Runs a statement there. */
  query<Row = Record<string, unknown>>(database: string, text: string): Promise<Row[]>;
  /** Makes it a primary, and waits until it is one. */
  promote(): Promise<void>;
  end(): Promise<void>;
}

/** Copies the primary's data while it is stopped, which is what a base backup amounts to. */
export async function startStandby(primary: PrivateServer): Promise<Standby> {
  const [row] = await primary.query<{ folder: string }>(
    'postgres',
    "select current_setting('data_directory') as folder",
  );
  if (row === undefined) throw new Error('The primary has no data folder.');
  const folder = join(dirname(row.folder), 'standby');
  await primary.server.stop('fast');
  cpSync(row.folder, folder, { recursive: true });
  await primary.start();
  const { host, port, user, password } = primary.server;
  const way = `host=${host} port=${port} user=${user} password=${password}`;
  writeFileSync(join(folder, 'postgresql.auto.conf'), `primary_conninfo = '${way}'\n`);
  writeFileSync(join(folder, 'standby.signal'), '');
  giveToServer(folder);
  const guard = new Guard();
  const server = await EmbeddedServer.start({
    folder,
    settings: { fsync: 'off', full_page_writes: 'off', max_connections: '50' },
    onStart: (processId) => guard.watch(processId),
    onStop: (processId) => guard.forget(processId),
  });
  const query = async <Row>(database: string, text: string) =>
    (await server.query(database, text)) as Row[];
  return {
    port: server.port,
    query,
    promote: async () => {
      const [answer] = await query<{ done: boolean }>('postgres', 'select pg_promote() as done');
      if (answer?.done !== true) throw new Error('The standby was not promoted in time.');
    },
    end: async () => {
      await server.destroy();
      await guard.close();
    },
  };
}

/** PostgreSQL takes a data folder only from its own user, and closed to others. */
function giveToServer(folder: string): void {
  chmodSync(folder, 0o700);
  const owner = postgresUser();
  if (owner === undefined) return;
  chownSync(folder, owner.uid, owner.gid);
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    chownSync(join(folder, name), owner.uid, owner.gid);
  }
}
