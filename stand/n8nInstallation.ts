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
}

const DEFINITION = join(REPOSITORY, 'stand', 'n8n');
/** Holds the hash of the lock file; written last, so a broken installation has none. */
const STAMP = 'installed.stamp';
const PROGRESS_EVERY_MS = 15_000;
/** Of the file system n8n is installed on, and what it takes of it when it is done. */
const GIGABYTE = 1e9;
const INSTALLED_GB = 2.4;

/**
 * Installs n8n from the committed lock file, once. An installation that was broken off, or that
 * belongs to another lock file, is finished or brought in line by npm.
 */
export async function installN8n(folder: string, progress: Progress): Promise<N8nProgram> {
  const lock = readFileSync(join(DEFINITION, 'package-lock.json'));
  const hash = createHash('sha256').update(lock).digest('hex');
  const stamp = join(folder, STAMP);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return programIn(folder);
  rmSync(stamp, { force: true });
  mkdirSync(folder, { recursive: true });
  for (const file of ['package.json', 'package-lock.json']) {
    copyFileSync(join(DEFINITION, file), join(folder, file));
  }
  await npmInstall(folder, progress);
  const program = programIn(folder);
  await runCommand({ program: program.node, args: [program.script, '--version'], folder });
  writeFileSync(stamp, hash);
  return program;
}

async function npmInstall(folder: string, progress: Progress): Promise<void> {
  progress('Installing n8n 2.41 (about 2 GB, once; two to five minutes) …');
  const free = freeBytes(folder);
  const timer = setInterval(() => progress(`  ${howFar(folder, free)}`), PROGRESS_EVERY_MS);
  try {
    const flags = ['--legacy-peer-deps', '--ignore-scripts', '--no-audit', '--no-fund'];
    await runCommand({ program: 'npm', args: ['install', ...flags], folder });
  } finally {
    clearInterval(timer);
  }
  progress('n8n is installed.');
}

/** npm itself is silent while it works; the disk tells how far it is. */
function howFar(folder: string, freeAtStart: number): string {
  const written = Math.max(0, freeAtStart - freeBytes(folder)) / GIGABYTE;
  return `still installing: ${written.toFixed(1)} of about ${INSTALLED_GB} GB`;
}

function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}

function programIn(folder: string): N8nProgram {
  const modules = join(folder, 'node_modules');
  const script = join(modules, 'n8n', 'bin', 'n8n');
  const names = [`node-${process.platform}-${process.arch}`];
  names.push(`node-bin-${process.platform}-${process.arch}`, `node-win-${process.arch}`);
  const file = process.platform === 'win32' ? 'node.exe' : 'node';
  const node = names
    .map((name) => join(modules, name, 'bin', file))
    .find((path) => existsSync(path));
  if (node !== undefined) {
    if (process.platform !== 'win32') chmodSync(node, 0o755);
    return { node, script };
  }
  if (Number(process.versions.node.split('.')[0]) >= 24) return { node: process.execPath, script };
  throw new Error(
    `n8n needs Node.js 24, and npm has none for ${process.platform} ${process.arch}. ` +
      'Start the stand with Node.js 24 or newer.',
  );
}
