import { chmodSync, cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

const ROOT = join(__dirname, '..');
/** What a checkout collects beside its sources. */
const LEFT_OUT = new Set(['.git', 'node_modules', 'dist', 'coverage', '.stand']);

/** A copy of the working tree to change at will; `node_modules` is shared by a link. */
export interface ScratchCopy {
  readonly folder: string;
  remove(): void;
}

export function scratchCopy(): ScratchCopy {
  const folder = mkdtempSync(join(tmpdir(), 'activity-log-copy-'));
  // The embedded PostgreSQL runs as a user of its own.
  chmodSync(folder, 0o755);
  cpSync(ROOT, folder, {
    recursive: true,
    filter: (source) => !LEFT_OUT.has(basename(source)),
  });
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'junction');
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
