import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MigrationFile } from '../../nodes/core/postgres/migrationFile';

const FOLDER = join(__dirname, '../../migrations');

/** The migrations as they lie in the folder, in order. */
export function readMigrations(): MigrationFile[] {
  const names = readdirSync(FOLDER).filter((name) => /^\d{4}_\w+\.sql$/.test(name));
  return names.sort().map((fileName, index) => {
    const version = Number(fileName.slice(0, 4));
    if (version !== index + 1) throw new Error(`Migration ${index + 1} is missing.`);
    // A checkout on Windows may have other line ends; the checksum must not depend on them.
    const text = readFileSync(join(FOLDER, fileName), 'utf8').replaceAll('\r\n', '\n');
    return { version, name: fileName.slice(5, -4), text };
  });
}
