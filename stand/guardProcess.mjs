// Outlives its parent by a moment: when the pipe to the parent closes, for whatever reason, every
// process group still listed is ended. So nothing keeps running after a crash or kill -9.
// Input, one a line: "+<process id>" to watch, "-<process id>" to forget, "rm <folder>" to remove
// that folder at the end.
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';

const GRACE_MS = 3000;
const watched = new Set();
const folders = new Set();

// Ctrl-C in a terminal reaches the whole group; the parent needs us until it is done.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {});

/**
 * Sends a signal to a group; false when it is gone.
 * @param {number} id
 * @param {NodeJS.Signals | 0} signal
 */
function signalGroup(id, signal) {
  try {
    if (process.platform === 'win32') execFileSync('taskkill', ['/pid', `${id}`, '/t', '/f']);
    else process.kill(-id, signal);
    return true;
  } catch {
    return false;
  }
}

/** SIGQUIT first: PostgreSQL then ends its sessions and frees its shared memory. */
async function endAll() {
  let alive = [...watched].filter((id) => signalGroup(id, 'SIGQUIT'));
  if (process.platform === 'win32') return;
  for (const deadline = Date.now() + GRACE_MS; alive.length > 0 && Date.now() < deadline;) {
    await wait(50);
    alive = alive.filter((id) => signalGroup(id, 0));
  }
  for (const id of alive) signalGroup(id, 'SIGKILL');
}

const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => {
  if (line.startsWith('+')) watched.add(Number(line.slice(1)));
  else if (line.startsWith('-')) watched.delete(Number(line.slice(1)));
  else if (line.startsWith('rm ')) folders.add(line.slice(3));
});
lines.on('close', async () => {
  await endAll();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  process.exit(0);
});
