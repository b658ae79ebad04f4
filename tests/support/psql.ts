import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const DEBIAN_FOLDER = '/usr/lib/postgresql';

/** psql on the PATH or where Debian puts it; undefined when there is none. */
export function findPsql(): string | undefined {
  if (spawnSync('psql', ['--version']).status === 0) return 'psql';
  if (!existsSync(DEBIAN_FOLDER)) return undefined;
  return readdirSync(DEBIAN_FOLDER)
    .map((version) => join(DEBIAN_FOLDER, version, 'bin', 'psql'))
    .find((path) => existsSync(path));
}

/**
 * Runs psql and returns what it printed.
 * @throws Error with what it wrote to standard error when it did not succeed
 */
export function runPsql(connectionString: string, flags: readonly string[]): string {
  return execFileSync(findPsql() ?? 'psql', ['-X', '-q', connectionString, ...flags], {
    encoding: 'utf8',
    stdio: 'pipe',
  });
}
