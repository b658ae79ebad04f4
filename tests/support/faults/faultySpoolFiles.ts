import type { SpoolFile, SpoolFiles } from '../../../nodes/core/spool/spoolFiles';
import { systemSpoolFiles } from '../../../nodes/core/spool/systemSpoolFiles';

/** What a disk does wrong with the files that are made on it. */
export interface DiskFault {
  /** Bytes that it has room for; removing a file makes room again. */
  readonly space?: number;
  /** Most bytes that one write takes. */
  readonly bytesPerWrite?: number;
  /** What fsync of a file fails with. */
  readonly syncError?: string;
  /** What fsync of a folder fails with. */
  readonly folderError?: string;
}

/** The machine's own files on a disk with a fault. */
export function faultySpoolFiles(fault: DiskFault): SpoolFiles {
  const { space = Number.POSITIVE_INFINITY, bytesPerWrite = space } = fault;
  const sizes = new Map<string, number>();
  const take = (path: string, bytes: Uint8Array): Uint8Array => {
    const free = space - [...sizes.values()].reduce((sum, size) => sum + size, 0);
    const taken = bytes.subarray(0, Math.min(bytesPerWrite, free));
    if (taken.length === 0) throw diskError('ENOSPC');
    sizes.set(path, (sizes.get(path) ?? 0) + taken.length);
    return taken;
  };
  return {
    ...systemSpoolFiles,
    create: async (path) => {
      const file = await systemSpoolFiles.create(path);
      return faultyFile(file, fault, (bytes) => take(path, bytes));
    },
    remove: async (path) => {
      await systemSpoolFiles.remove(path);
      sizes.delete(path);
    },
    syncFolder: async (path) => {
      // The folders themselves were made on a good day.
      const isPlace = /(new|parked|claimed)$/.test(path);
      if (fault.folderError !== undefined && isPlace) throw diskError(fault.folderError);
      await systemSpoolFiles.syncFolder(path);
    },
  };
}

function faultyFile(
  file: SpoolFile,
  { syncError }: DiskFault,
  take: (bytes: Uint8Array) => Uint8Array,
): SpoolFile {
  return {
    write: async (bytes) => file.write(take(bytes)),
    sync: async () => {
      if (syncError !== undefined) throw diskError(syncError);
      await file.sync();
    },
    close: () => file.close(),
  };
}

function diskError(code: string): Error {
  return Object.assign(new Error('The disk is at fault.'), { code });
}
