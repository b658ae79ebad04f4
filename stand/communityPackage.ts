import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hashOfTree } from './hashOfTree';
import type { Progress } from './progress';
import { runCommand } from './runCommand';
import { REPOSITORY } from './standPaths';

export const PACKAGE_NAME = 'n8n-nodes-activity-log';
/** What the tarball is made of. */
const SOURCES = ['nodes', 'credentials', 'migrations', 'workflows', 'package.json'];
const BUILD_FILES = ['gulpfile.js', 'tsconfig.json', 'tsconfig.build.json'];
/** Holds the hash of the sources; written last, so a half-made package has none. */
const STAMP = 'sources.stamp';

/**
 * Builds and packs this package and installs the tarball the way n8n installs a community package:
 * in `<user folder>/.n8n/nodes/node_modules`, with its runtime dependencies alone.
 */
export async function installPackage(
  packages: string,
  userFolder: string,
  progress: Progress,
): Promise<void> {
  const hash = hashOfTree(REPOSITORY, [...SOURCES, ...BUILD_FILES]);
  const ready = join(packages, PACKAGE_NAME);
  if (!isStamped(ready, hash)) await preparePackage(packages, hash, progress);
  const modules = join(userFolder, '.n8n', 'nodes', 'node_modules');
  const target = join(modules, PACKAGE_NAME);
  if (isStamped(target, hash)) return;
  mkdirSync(modules, { recursive: true });
  rmSync(target, { recursive: true, force: true });
  const incoming = join(userFolder, 'incoming-package');
  rmSync(incoming, { recursive: true, force: true });
  cpSync(ready, incoming, { recursive: true });
  renameSync(incoming, target);
}

function isStamped(folder: string, hash: string): boolean {
  const stamp = join(folder, STAMP);
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === hash;
}

async function preparePackage(packages: string, hash: string, progress: Progress): Promise<void> {
  rmSync(packages, { recursive: true, force: true });
  mkdirSync(packages, { recursive: true });
  progress('Building and packing the community package …');
  await runCommand({ program: 'npm', args: ['run', 'build'], folder: REPOSITORY });
  const tarball = await pack(packages);
  await runCommand({ program: 'tar', args: ['-xzf', tarball], folder: packages });
  progress('Installing its runtime dependencies …');
  const unpacked = join(packages, 'package');
  await installDependencies(unpacked);
  writeFileSync(join(unpacked, STAMP), hash);
  renameSync(unpacked, join(packages, PACKAGE_NAME));
}

/** The file's name inside `packages`. */
async function pack(packages: string): Promise<string> {
  const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', packages];
  const output = await runCommand({ program: 'npm', args, folder: REPOSITORY });
  const [result] = JSON.parse(output) as { filename: string }[];
  if (result === undefined) throw new Error('npm pack named no file.');
  return result.filename;
}

/** n8n takes other dependencies out of package.json before its own `npm install`, and uses these flags. */
async function installDependencies(folder: string): Promise<void> {
  const file = join(folder, 'package.json');
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown> & {
    n8n: { nodes: string[]; credentials: string[] };
  };
  for (const part of [...manifest.n8n.nodes, ...manifest.n8n.credentials]) {
    if (!existsSync(join(folder, part))) throw new Error(`The package lacks ${part}.`);
  }
  const none = { devDependencies: {}, peerDependencies: {}, optionalDependencies: {} };
  writeFileSync(file, JSON.stringify({ ...manifest, ...none }, null, 2));
  const flags = ['--bin-links=false', '--install-strategy=shallow', '--package-lock=false'];
  flags.push('--ignore-scripts', '--no-audit', '--no-fund');
  await runCommand({ program: 'npm', args: ['install', ...flags], folder });
}
