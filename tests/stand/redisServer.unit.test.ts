import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { findRedis } from '../../stand/redisServer';

const outer = process.env['PATH'];
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'activity-log-path-'));
  process.env['PATH'] = ['', folder].join(delimiter);
});
afterEach(() => {
  process.env['PATH'] = outer;
  rmSync(folder, { recursive: true });
});

it('finds Redis on the PATH before it looks where systems put it', () => {
  const program = join(folder, 'redis-server');
  writeFileSync(program, '');
  expect(findRedis()).toBe(program);
});

it('takes no file of the current folder for it', () => {
  const found = findRedis();
  expect(found === undefined || found.startsWith('/')).toBe(true);
});
