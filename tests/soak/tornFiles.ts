import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { keepUp, whileServerIsAway } from './faultKind';
import { serialsIn } from './serials';

/** Bytes that a power cut takes from the end of a file. */
const TORN_BYTES = 20;

/** A file that was safe loses its end; what was in it must be set aside, for a person to repair. */
export const spoolFileTorn = whileServerIsAway(async (world, milliseconds) => {
  let torn = 0;
  const tearOne = () => {
    if (torn === 0) torn += tear(world.folder, world.torn);
    return torn;
  };
  await keepUp(milliseconds, tearOne);
  return torn;
});

/** @returns how many files: 1, or 0 when there is none */
function tear(folder: string, torn: Set<string>): number {
  for (const file of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!file.isFile() || basename(file.parentPath) !== 'new') continue;
    const path = join(file.parentPath, file.name);
    const mine = join(folder, `torn-${file.name}`);
    try {
      // As workers do: the file is whose move succeeds.
      renameSync(path, mine);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') continue;
      throw error;
    }
    const text = readFileSync(mine);
    writeFileSync(`${mine}.part`, text.subarray(0, -TORN_BYTES));
    for (const serial of serialsIn(text.toString('utf8'))) torn.add(serial);
    renameSync(`${mine}.part`, path);
    rmSync(mine);
    return 1;
  }
  return 0;
}
