import { type ChildProcess, execFileSync } from 'node:child_process';
import { once } from 'node:events';

const FORCE_AFTER_MS = 15_000;

/**
 * Ends a process and all it started (it leads its own group), in order at first, then by force,
 * and waits until the whole group is gone.
 */
export async function endProcessGroup(child: ChildProcess): Promise<void> {
  const id = child.pid;
  if (id === undefined) return;
  const exited = hasExited(child) ? Promise.resolve() : once(child, 'exit');
  if (process.platform === 'win32') {
    if (!hasExited(child)) execFileSync('taskkill', ['/pid', `${id}`, '/t', '/f']);
    await exited;
    return;
  }
  // The leader first: n8n ends its task runner itself, and complains when that is gone before it.
  if (!hasExited(child)) child.kill('SIGTERM');
  const force = setTimeout(() => signalGroup(id, 'SIGKILL'), FORCE_AFTER_MS);
  await exited;
  clearTimeout(force);
  signalGroup(id, 'SIGKILL');
  while (signalGroup(id, 0)) await new Promise((resolve) => setTimeout(resolve, 20));
}

function hasExited(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

/** False when the group is gone. */
function signalGroup(id: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(-id, signal);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}
