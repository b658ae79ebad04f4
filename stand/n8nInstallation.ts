import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, statfsSync } from 'node:fs';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Progress } from './progress';
import { runCommand } from './runCommand';
import { REPOSITORY } from './standPaths';

/** What starts the installed n8n. */
export interface N8nProgram {
  /** Node.js 24, which n8n 2 needs; the packages node-<system>-<cpu> bring it. */
  readonly node: string;
  readonly script: string;
  /** Of this release alone, by the names of environment variables. */
  readonly settings: Readonly<Record<string, string>>;
}

/** An n8n that can be installed. */
interface Release {
  /** Its `package.json` and lock file are there. */
  readonly definition: string;
  readonly version: string;
  /** What it takes of the disk. */
  readonly gigabytes: number;
  readonly settings: N8nProgram['settings'];
}

const NEWEST: Release = {
  definition: join(REPOSITORY, 'stand', 'n8n'),
  version: '2.41',
  gigabytes: 2.4,
  // They call the internet, or need what is not installed here; n8n refuses names that it does not know.
  settings: { N8N_DISABLED_MODULES: 'mcp-registry,instance-ai,agents' },
};
const OLDEST: Release = {
  definition: join(REPOSITORY, 'stand', 'oldestN8n'),
  version: '2.0',
  gigabytes: 1.3,
  settings: {},
};

/** Holds the hash of the lock file; written last, so a broken installation has none. */
const STAMP = 'installed.stamp';
const PROGRESS_EVERY_MS = 15_000;
const GIGABYTE = 1e9;

/**
 * Installs n8n from the committed lock file, once. An installation that was broken off, or that
 * belongs to another lock file, is finished or brought in line by npm.
 */
export async function installN8n(folder: string, progress: Progress): Promise<N8nProgram> {
  return await install(NEWEST, folder, { progress, program: () => programIn(folder) });
}

/** Likewise the oldest n8n that the templates are for; it runs on the Node.js of the newest. */
export async function installOldestN8n(
  folder: string,
  { node }: N8nProgram,
  progress: Progress,
): Promise<N8nProgram> {
  const { settings } = OLDEST;
  const program = () => ({ node, settings, script: scriptIn(folder) });
  return await install(OLDEST, folder, { progress, program });
}

interface Installing {
  readonly progress: Progress;
  /** What starts it, once the packages are there. */
  readonly program: () => N8nProgram;
}

async function install(
  release: Release,
  folder: string,
  { progress, program }: Installing,
): Promise<N8nProgram> {
  const { definition } = release;
  const lock = readFileSync(join(definition, 'package-lock.json'));
  const hash = createHash('sha256').update(lock).digest('hex');
  const stamp = join(folder, STAMP);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return program();
  rmSync(stamp, { force: true });
  mkdirSync(folder, { recursive: true });
  for (const file of ['package.json', 'package-lock.json']) {
    copyFileSync(join(definition, file), join(folder, file));
  }
  await npmInstall(release, folder, progress);
  const installed = program();
  const { node, script } = installed;
  await runCommand({ program: node, args: [script, '--version'], folder });
  writeFileSync(stamp, hash);
  return installed;
}

async function npmInstall(release: Release, folder: string, progress: Progress): Promise<void> {
  const { version, gigabytes } = release;
  progress(`Installing n8n ${version} (${gigabytes} GB, once; one to five minutes) …`);
  const free = freeBytes(folder);
  const howFar = () => `  still installing: ${written(folder, free)} of about ${gigabytes} GB`;
  const timer = setInterval(() => progress(howFar()), PROGRESS_EVERY_MS);
  try {
    const flags = ['--legacy-peer-deps', '--ignore-scripts', '--no-audit', '--no-fund'];
    await runCommand({ program: 'npm', args: ['install', ...flags], folder });
  } finally {
    clearInterval(timer);
  }
  progress(`n8n ${version} is installed.`);
}

/** Gigabytes; npm itself is silent while it works, but the disk tells how far it is. */
function written(folder: string, freeAtStart: number): string {
  return (Math.max(0, freeAtStart - freeBytes(folder)) / GIGABYTE).toFixed(1);
}

function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}

function scriptIn(folder: string): string {
  return join(folder, 'node_modules', 'n8n', 'bin', 'n8n');
}

function programIn(folder: string): N8nProgram {
  const modules = join(folder, 'node_modules');
  const script = scriptIn(folder);
  const { settings } = NEWEST;
  const names = [`node-${process.platform}-${process.arch}`];
  names.push(`node-bin-${process.platform}-${process.arch}`, `node-win-${process.arch}`);
  const file = process.platform === 'win32' ? 'node.exe' : 'node';
  const node = names
    .map((name) => join(modules, name, 'bin', file))
    .find((path) => existsSync(path));
  if (node !== undefined) {
    if (process.platform !== 'win32') chmodSync(node, 0o755);
    return { node, script, settings };
  }
  if (Number(process.versions.node.split('.')[0]) >= 24) {
    return { node: process.execPath, script, settings };
  }
  throw new Error(
    `n8n needs Node.js 24, and npm has none for ${process.platform} ${process.arch}. ` +
      'Start the stand with Node.js 24 or newer.',
  );
}
