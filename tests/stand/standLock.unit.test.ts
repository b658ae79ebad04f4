import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lockStand } from '../../stand/standLock';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'activity-log-lock-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it('lets only one process run an instance at a time', () => {
  const file = join(folder, 'running.pid');
  const unlock = lockStand(file);
  expect(() => lockStand(file)).toThrow(`process ${process.pid}`);
  unlock();
  expect(existsSync(file)).toBe(false);
  lockStand(file);
});

it('takes over from a process that is gone', () => {
  const file = join(folder, 'running.pid');
  // Beyond the largest process id of any system that the stand runs on.
  writeFileSync(file, '99999999');
  expect(() => lockStand(file)).not.toThrow();
});
