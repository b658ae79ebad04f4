import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Guard } from '../../stand/guard';

const startSleeper = () =>
  spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], {
    detached: process.platform !== 'win32',
    stdio: 'ignore',
  });

it('ends what it watches and removes what it was told to, once its pipe closes', async () => {
  const guard = new Guard();
  const sleeper = startSleeper();
  const folder = mkdtempSync(join(tmpdir(), 'activity-log-guard-'));
  guard.watch(sleeper.pid ?? 0);
  guard.removeAtEnd(folder);
  const exited = once(sleeper, 'exit');
  await guard.close();
  await exited;
  expect(existsSync(folder)).toBe(false);
});

it('leaves alone what it was told to forget', async () => {
  const guard = new Guard();
  const sleeper = startSleeper();
  guard.watch(sleeper.pid ?? 0);
  guard.forget(sleeper.pid ?? 0);
  await guard.close();
  expect(sleeper.exitCode).toBeNull();
  expect(sleeper.signalCode).toBeNull();
  const exited = once(sleeper, 'exit');
  sleeper.kill('SIGKILL');
  await exited;
});
