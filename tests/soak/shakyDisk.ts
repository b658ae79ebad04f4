import type { SpoolFiles } from '../../nodes/core/spool/spoolFiles';
import { systemSpoolFiles } from '../../nodes/core/spool/systemSpoolFiles';

/** What the disk refuses for now. */
export type DiskTrouble = 'none' | 'full' | 'syncFails';

/** The machine's file system, but for what it is told to refuse; counts what it refused. */
export class ShakyDisk {
  trouble: DiskTrouble = 'none';
  refused = 0;

  readonly files: SpoolFiles = {
    ...systemSpoolFiles,
    create: async (path) => {
      if (this.trouble === 'full') throw this.refusal('ENOSPC');
      const file = await systemSpoolFiles.create(path);
      return {
        ...file,
        sync: () => {
          if (this.trouble !== 'syncFails') return file.sync();
          return Promise.reject(this.refusal('EIO'));
        },
      };
    },
  };

  private refusal(code: string): Error {
    this.refused++;
    return Object.assign(new Error('The disk refused.'), { code });
  }
}
