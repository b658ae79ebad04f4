import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { findRedis } from '../../stand/redisServer';

const outer = { path: process.env['PATH'], folder: process.cwd() };
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'activity-log-path-'));
  writeFileSync(join(folder, 'redis-server'), '');
});
afterEach(() => {
  process.env['PATH'] = outer.path;
  process.chdir(outer.folder);
  rmSync(folder, { recursive: true });
});

it('finds Redis on the PATH before it looks where systems put it', () => {
  process.env['PATH'] = [join(folder, 'none'), folder].join(delimiter);
  expect(findRedis()).toBe(join(folder, 'redis-server'));
});

it('takes no file of the current folder for it where the PATH has an empty part', () => {
  process.chdir(folder);
  process.env['PATH'] = ['', join(folder, 'none')].join(delimiter);
  expect(findRedis()).not.toBe('redis-server');
});
