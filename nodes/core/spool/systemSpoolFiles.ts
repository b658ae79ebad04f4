import { constants } from 'node:fs';
import { access, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { SpoolFile, SpoolFiles } from './spoolFiles';

const isWindows = process.platform === 'win32';
const PRIVATE_FILE = 0o600;
const PRIVATE_FOLDER = 0o700;
/** Another worker was quicker. */
const EXISTING = new Set(['EEXIST']);
const MISSING = new Set(['ENOENT']);
/** Windows refuses to move a file that another process has open. */
const TAKEN = new Set(isWindows ? ['ENOENT', 'EPERM', 'EACCES', 'EBUSY'] : ['ENOENT']);
/** Some network file systems cannot sync a folder; their moves are as durable as they get. */
const UNSUPPORTED = new Set(['EINVAL', 'ENOTSUP']);

/** The machine's own file system. Files hold lead data, so only their owner may read them. */
export const systemSpoolFiles: SpoolFiles = {
  makeFolder: (path) => makeFolder(path),

  async checkWritable(path) {
    await access(path, constants.W_OK | constants.X_OK);
  },

  async syncFolder(path) {
    if (isWindows) return;
    const folder = await open(path, 'r');
    try {
      await unless(UNSUPPORTED, undefined, folder.sync());
    } finally {
      await folder.close();
    }
  },

  names: (folder) => unless(MISSING, [], readdir(folder)),

  create: (path) => createFile(path),

  read: (path, bytes) => unless(MISSING, null, readBytes(path, bytes)),

  move: (from, to) =>
    unless(
      TAKEN,
      false,
      rename(from, to).then(() => true),
    ),

  remove: (path) => rm(path, { force: true }),
};

/**
 * Makes missing parents from the top, each tried once: the recursive mkdir of Node.js never ends
 * where the system denies a folder as if its parent were missing, e.g. below /proc.
 */
async function makeFolder(path: string): Promise<string | null> {
  try {
    await mkdir(path, PRIVATE_FOLDER);
    return path;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' && (await stat(path)).isDirectory()) return null;
    if (code !== 'ENOENT' || dirname(path) === path) throw error;
  }
  const topmost = await makeFolder(dirname(path));
  const made = await unless(
    EXISTING,
    null,
    mkdir(path, PRIVATE_FOLDER).then(() => path),
  );
  return topmost ?? made;
}

async function createFile(path: string): Promise<SpoolFile> {
  const handle = await open(path, 'wx', PRIVATE_FILE);
  return {
    write: async (bytes) => (await handle.write(bytes)).bytesWritten,
    sync: () => handle.sync(),
    close: () => handle.close(),
  };
}

async function readBytes(path: string, bytes?: number): Promise<Buffer> {
  const handle = await open(path, 'r');
  try {
    if (bytes === undefined) return await handle.readFile();
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(bytes), 0, bytes, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** The work's result, or `instead` when it failed with one of the codes. */
async function unless<T>(codes: ReadonlySet<string>, instead: T, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== undefined && codes.has(code)) return instead;
    throw error;
  }
}
