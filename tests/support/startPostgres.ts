import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EmbeddedServer } from '../../stand/embeddedPostgres';
import { createTemplateDatabase } from './testDatabase';

declare global {
  var embeddedTestServer: EmbeddedServer | undefined;
}

/** Durability is not under test in this server: without it, cloning a database takes 50 ms. */
const SETTINGS = {
  fsync: 'off',
  full_page_writes: 'off',
  synchronous_commit: 'off',
  max_connections: '200',
};

/** Starts the one server that all tests share; each file clones a database (testDatabase.ts). */
export default async function startPostgres(): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), 'activity-log-test-'));
  chmodSync(root, 0o755);
  const server = await EmbeddedServer.start({ folder: join(root, 'data'), settings: SETTINGS });
  globalThis.embeddedTestServer = server;
  process.env['ACTIVITY_LOG_TEST_PORT'] = String(server.port);
  await createTemplateDatabase();
}
