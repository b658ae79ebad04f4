import { constants } from 'node:fs';
import { access, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import type { SpoolFile, SpoolFiles } from './spoolFiles';

const isWindows = process.platform === 'win32';
const PRIVATE_FILE = 0o600;
const PRIVATE_FOLDER = 0o700;
const MISSING = new Set(['ENOENT']);
/** Windows refuses to move a file that another process has open. */
const TAKEN = new Set(isWindows ? ['ENOENT', 'EPERM', 'EACCES', 'EBUSY'] : ['ENOENT']);
/** Some network file systems cannot sync a folder; their moves are as durable as they get. */
const UNSUPPORTED = new Set(['EINVAL', 'ENOTSUP']);

/** The machine's own file system. Files hold lead data, so only their owner may read them. */
export const systemSpoolFiles: SpoolFiles = {
  async makeFolder(path) {
    return (await mkdir(path, { recursive: true, mode: PRIVATE_FOLDER })) ?? null;
  },

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

  read: (path, bytes) => unless(MISSING, null, readText(path, bytes)),

  move: (from, to) =>
    unless(
      TAKEN,
      false,
      rename(from, to).then(() => true),
    ),

  remove: (path) => rm(path, { force: true }),
};

async function createFile(path: string): Promise<SpoolFile> {
  const handle = await open(path, 'wx', PRIVATE_FILE);
  return {
    write: async (bytes) => (await handle.write(bytes)).bytesWritten,
    sync: () => handle.sync(),
    close: () => handle.close(),
  };
}

async function readText(path: string, bytes?: number): Promise<string> {
  const handle = await open(path, 'r');
  try {
    if (bytes === undefined) return await handle.readFile('utf8');
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(bytes), 0, bytes, 0);
    return buffer.toString('utf8', 0, bytesRead);
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
