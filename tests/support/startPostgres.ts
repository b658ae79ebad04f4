import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EmbeddedServer } from '../../stand/embeddedPostgres';
import { Guard } from '../../stand/guard';
import { createTemplateDatabase } from './testDatabase';

declare global {
  var testServer: { readonly server: EmbeddedServer; readonly guard: Guard } | undefined;
}

/** Durability is not under test in this server: without it, cloning a database takes 50 ms. */
const SETTINGS = {
  fsync: 'off',
  full_page_writes: 'off',
  synchronous_commit: 'off',
  max_connections: '200',
};

/**
 * Starts the one server that all tests share; each file clones a database (testDatabase.ts). The
 * guard ends the server and removes its data even when the run is killed.
 */
export default async function startPostgres(): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), 'activity-log-test-'));
  chmodSync(root, 0o755);
  const guard = new Guard();
  guard.removeAtEnd(root);
  const server = await EmbeddedServer.start({
    folder: join(root, 'data'),
    settings: SETTINGS,
    onStart: (processId) => guard.watch(processId),
    onStop: (processId) => guard.forget(processId),
  });
  globalThis.testServer = { server, guard };
  process.env['ACTIVITY_LOG_TEST_PORT'] = String(server.port);
  await createTemplateDatabase();
}
