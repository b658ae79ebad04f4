import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { isOpenToAll, postgresUser } from './postgresBinaries';

/** The repository's own folder. */
export const REPOSITORY = resolve(__dirname, '..');

/** Where the stand keeps things. All but the first three belong to one instance of the stand. */
export interface StandPaths {
  /** The n8n installation, shared by all instances: `.stand/n8n`. */
  readonly installation: string;
  /** That of the oldest n8n, for tests: `.stand/oldestN8n`. */
  readonly oldestInstallation: string;
  /** Our package as `npm pack` makes it, ready for n8n; shared too: `.stand/package`. */
  readonly packages: string;
  /** n8n's user folder; `.n8n` lies in it. */
  readonly userFolder: string;
  /** Ports, passwords and what is already set up. */
  readonly stateFile: string;
  /** Holds the process id of who runs this instance. */
  readonly lockFile: string;
  /** n8n's log of this run. */
  readonly logFile: string;
  readonly n8nDatabase: string;
  readonly activityDatabase: string;
  /** Removed when the stand ends; null for an instance that is kept. */
  readonly throwAway: string | null;
}

/** The instance that `npm start` brings up again and again: `.stand/live`. */
export function livePaths(): StandPaths {
  const home = join(REPOSITORY, '.stand', 'live');
  mkdirSync(home, { recursive: true });
  return pathsOf(home, databaseHome(home), null);
}

/** An instance for one run, in the system's folder for temporary files. */
export function throwAwayPaths(): StandPaths {
  const home = mkdtempSync(join(tmpdir(), 'activity-log-stand-'));
  if (postgresUser() !== undefined) chmodSync(home, OPEN_TO_ALL);
  return pathsOf(home, home, home);
}

const OPEN_TO_ALL = 0o755;

/** Started as root, PostgreSQL runs as another user, who may be shut out of the repository. */
function databaseHome(home: string): string {
  if (postgresUser() === undefined || isOpenToAll(home)) return home;
  const name = createHash('sha256').update(home).digest('hex').slice(0, 12);
  const open = join(tmpdir(), `activity-log-stand-data-${name}`);
  mkdirSync(open, { recursive: true });
  chmodSync(open, OPEN_TO_ALL);
  return open;
}

function pathsOf(home: string, databases: string, throwAway: string | null): StandPaths {
  const shared = join(REPOSITORY, '.stand');
  return {
    installation: join(shared, 'n8n'),
    oldestInstallation: join(shared, 'oldestN8n'),
    packages: join(shared, 'package'),
    userFolder: join(home, 'user'),
    stateFile: join(home, 'state.json'),
    lockFile: join(home, 'running.pid'),
    logFile: join(home, 'n8n.log'),
    n8nDatabase: join(databases, 'n8n-database'),
    activityDatabase: join(databases, 'activity-database'),
    throwAway,
  };
}

/** Removes an instance that was broken off before it was whole; what is shared stays. */
export function clearInstance(paths: StandPaths): void {
  for (const path of [
    paths.userFolder,
    paths.n8nDatabase,
    paths.activityDatabase,
    paths.stateFile,
  ]) {
    rmSync(path, { recursive: true, force: true, maxRetries: 5 });
  }
}
