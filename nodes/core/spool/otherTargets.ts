import { basename, dirname, join } from 'node:path';
import type { StoreStatus } from '../retryQueue/retryStore';
import { SpoolFolder } from './spoolFolder';
import { type TargetSpool, folderNameOf } from './targetSpool';
import { waitingHeaders } from './waitingHeaders';

type OtherTarget = StoreStatus['otherTargets'][number];

/** As `folderNameOf` makes them. */
const FOLDER_NAME = /^[0-9a-f]{16}$/;

/** What waits beside a target in the same spool folder. */
export interface OtherTargets {
  readonly targets: readonly OtherTarget[];
  readonly notices: readonly string[];
}

/** Whatever lies in the spool folder: what is no folder of a target is passed over. */
export async function otherTargets(spool: TargetSpool): Promise<OtherTargets> {
  const root = dirname(spool.folder);
  const targets: OtherTarget[] = [];
  const notices: string[] = [];
  const unlessDenied = async (folder: string, work: () => Promise<void>) => {
    try {
      await work();
    } catch (error) {
      const { code } = error as { code?: unknown };
      if (typeof code !== 'string') throw error;
      if (code !== 'ENOTDIR') notices.push(`The folder ${folder} cannot be read (${code}).`);
    }
  };
  await unlessDenied(root, async () => {
    for (const name of await spool.files.names(root)) {
      if (!FOLDER_NAME.test(name) || name === basename(spool.folder)) continue;
      const folder = new SpoolFolder(spool.files, join(root, name));
      await unlessDenied(folder.folder, async () => {
        const other = await waitingIn(folder);
        if (other !== null) targets.push(other);
      });
    }
  });
  return { targets, notices };
}

/** A file that was moved here from another target is not counted: no replay takes it from here. */
async function waitingIn(folder: SpoolFolder): Promise<OtherTarget | null> {
  const { files } = await waitingHeaders(folder);
  const headers = files.map(({ header }) => header);
  const own = headers.filter(({ target }) => folderNameOf(target) === basename(folder.folder));
  const [first] = own;
  if (first === undefined) return null;
  return { target: first.target, waiting: own.reduce((sum, { count }) => sum + count, 0) };
}
