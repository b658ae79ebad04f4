import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemSpoolFiles } from '../../../nodes/core/spool/systemSpoolFiles';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'spool-files-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const itOnPosix = process.platform === 'win32' ? it.skip : it;
const itOnLinux = process.platform === 'linux' ? it : it.skip;

describe('the file system of the spool', () => {
  it('tells the topmost folder that it had to make', async () => {
    const path = join(folder, 'a', 'b');
    expect(await systemSpoolFiles.makeFolder(path)).toBe(join(folder, 'a'));
    expect(await systemSpoolFiles.makeFolder(path)).toBeNull();
  });

  it('writes a file that reads back whole or in part', async () => {
    const path = join(folder, 'file');
    const file = await systemSpoolFiles.create(path);
    expect(await file.write(Buffer.from('header\nbody'))).toBe(11);
    await file.sync();
    await file.close();
    await systemSpoolFiles.syncFolder(folder);
    expect(String(await systemSpoolFiles.read(path))).toBe('header\nbody');
    expect(String(await systemSpoolFiles.read(path, 6))).toBe('header');
  });

  itOnLinux(
    'gives up on a folder that the system denies as if its parent were missing',
    async () => {
      const inner = systemSpoolFiles.makeFolder('/proc/activity-log/spool');
      await expect(inner).rejects.toMatchObject({ code: 'ENOENT' });
    },
  );

  itOnPosix('lets nobody else read files and folders', async () => {
    const inner = join(folder, 'inner');
    await systemSpoolFiles.makeFolder(inner);
    await (await systemSpoolFiles.create(join(inner, 'file'))).close();
    expect(statSync(inner).mode & 0o077).toBe(0);
    expect(statSync(join(inner, 'file')).mode & 0o077).toBe(0);
  });

  it('never writes over a file that exists', async () => {
    writeFileSync(join(folder, 'file'), 'kept');
    await expect(systemSpoolFiles.create(join(folder, 'file'))).rejects.toMatchObject({
      code: 'EEXIST',
    });
  });

  it('lets one of two moves of a file win', async () => {
    writeFileSync(join(folder, 'file'), 'text');
    const moves = ['one', 'two'].map((name) =>
      systemSpoolFiles.move(join(folder, 'file'), join(folder, name)),
    );
    expect((await Promise.all(moves)).sort()).toEqual([false, true]);
  });

  it('takes what is not there for empty', async () => {
    const missing = join(folder, 'missing');
    expect(await systemSpoolFiles.names(missing)).toEqual([]);
    expect(await systemSpoolFiles.read(missing)).toBeNull();
    await expect(systemSpoolFiles.remove(missing)).resolves.toBeUndefined();
  });

  it('says when a folder cannot be made', async () => {
    writeFileSync(join(folder, 'file'), '');
    const inner = systemSpoolFiles.makeFolder(join(folder, 'file', 'inner'));
    await expect(inner).rejects.toMatchObject({ code: 'ENOTDIR' });
  });
});
