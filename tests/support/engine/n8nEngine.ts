import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const userFolder = mkdtempSync(join(tmpdir(), 'activity-log-engine-'));

// n8n reads these while its modules load, so they are set before the first `load`.
Object.assign(process.env, {
  N8N_USER_FOLDER: userFolder,
  N8N_ENCRYPTION_KEY: 'key of the engine tests',
  N8N_LOG_LEVEL: 'silent',
  N8N_DIAGNOSTICS_ENABLED: 'false',
  N8N_ENFORCE_SETTINGS_FILE_PERMISSIONS: 'false',
});

const removeFolder = () => rmSync(userFolder, { recursive: true, force: true });
// The benchmark runs the engine outside of jest.
if ('afterAll' in globalThis) afterAll(removeFolder);
else process.once('exit', removeFolder);

/** Loads a module by path or package name, on demand: n8n's engine takes most of a second. */
export const load = createRequire(__filename);

/** n8n's engine, as a running n8n uses it. */
export function n8nCore(): typeof import('n8n-core') {
  return load('n8n-core') as typeof import('n8n-core');
}

/** The folder that n8n takes for the user's home in this test file; `.n8n` lies in it. */
export function engineUserFolder(): string {
  return userFolder;
}

/** What the engine reports as the id of this n8n instance. */
export function setInstanceId(id: string): void {
  const { Container } = load('@n8n/di') as typeof import('@n8n/di');
  Object.assign(Container.get(n8nCore().InstanceSettings), { instanceId: id });
}
