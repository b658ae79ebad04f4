import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Marks an instance of the stand as running, so that a second start does not touch its data.
 * Gives what takes the mark away. The mark of a process that is gone does not count.
 * @throws Error when it runs already
 */
export function lockStand(file: string): () => void {
  const holder = existsSync(file) ? Number(readFileSync(file, 'utf8')) : undefined;
  if (holder !== undefined && isRunning(holder)) {
    throw new Error(
      `The stand is running already, as process ${holder}. Stop it with Ctrl-C where it was ` +
        `started; if that process is something else, delete ${file}.`,
    );
  }
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${process.pid}`);
  return () => rmSync(file, { force: true });
}

function isRunning(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    // EPERM: it runs, as another user.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
