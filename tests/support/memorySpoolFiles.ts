import { once } from 'node:events';
import { basename, dirname, join } from 'node:path';
import type { SpoolFile, SpoolFiles } from '../../nodes/core/spool/spoolFiles';

interface Content {
  bytes: Buffer;
  durable: Buffer;
}

export type SpoolStep =
  'makeFolder' | 'create' | 'write' | 'sync' | 'move' | 'syncFolder' | 'remove';

/**
 * A file system that forgets what was not synced: `cutPower` leaves the synced bytes of the files
 * whose names were in a folder when that folder was last synced, and nothing else.
 */
export class MemorySpoolFiles implements SpoolFiles {
  private folders = new Map<string, Map<string, Content>>();
  private durableFolders = new Map<string, Map<string, Content>>();
  private durableNames = new Set<string>();
  /** Called before each step; throws to make it fail. */
  onStep: (step: SpoolStep, path: string) => void = () => undefined;
  /** Steps that do not answer until `recover`. */
  readonly hanging = new Set<SpoolStep | 'names' | 'read'>();
  private recovered = new AbortController();
  /** Most bytes that one write takes. */
  bytesPerWrite = Number.POSITIVE_INFINITY;

  cutPower(): void {
    this.folders = new Map();
    for (const [path, entries] of this.durableFolders) {
      if (!this.isReachable(path)) continue;
      const kept = [...entries].map(([name, { durable }]): [string, Content] => [
        name,
        { bytes: durable, durable },
      ]);
      this.folders.set(path, new Map(kept));
    }
  }

  makeFolder(path: string): Promise<string | null> {
    return this.step('makeFolder', path, () => {
      let topmost: string | null = null;
      for (let folder = path; !this.folders.has(folder); folder = dirname(folder)) {
        this.folders.set(folder, new Map());
        topmost = folder;
        if (folder === dirname(folder)) break;
      }
      return topmost;
    });
  }

  checkWritable(path: string): Promise<void> {
    return this.step('makeFolder', path, () => undefined);
  }

  syncFolder(path: string): Promise<void> {
    return this.step('syncFolder', path, () => {
      this.durableFolders.set(path, new Map(this.folder(path)));
      for (const folder of this.folders.keys()) {
        if (dirname(folder) === path) this.durableNames.add(folder);
      }
    });
  }

  /** Ends what hangs: each step goes on as if nothing had been. */
  recover(): void {
    this.hanging.clear();
    this.recovered.abort();
    this.recovered = new AbortController();
  }

  async names(folder: string): Promise<string[]> {
    await this.answer('names');
    const folders = [...this.folders.keys()].filter((path) => dirname(path) === folder);
    return [...folders.map((path) => basename(path)), ...(this.folders.get(folder)?.keys() ?? [])];
  }

  create(path: string): Promise<SpoolFile> {
    return this.step('create', path, () => {
      const content: Content = { bytes: Buffer.alloc(0), durable: Buffer.alloc(0) };
      this.folder(dirname(path)).set(path.slice(dirname(path).length + 1), content);
      return {
        write: (bytes) =>
          this.step('write', path, () => {
            const taken = bytes.subarray(0, this.bytesPerWrite);
            content.bytes = Buffer.concat([content.bytes, taken]);
            return taken.length;
          }),
        sync: () => this.step('sync', path, () => void (content.durable = content.bytes)),
        close: () => Promise.resolve(),
      };
    });
  }

  async read(path: string, bytes?: number): Promise<Buffer | null> {
    await this.answer('read');
    return this.find(path)?.bytes.subarray(0, bytes) ?? null;
  }

  move(from: string, to: string): Promise<boolean> {
    return this.step('move', from, () => {
      const content = this.find(from);
      if (content === undefined) return false;
      this.folder(dirname(from)).delete(from.slice(dirname(from).length + 1));
      this.folder(dirname(to)).set(to.slice(dirname(to).length + 1), content);
      return true;
    });
  }

  remove(path: string): Promise<void> {
    return this.step('remove', path, () => {
      this.folders.get(dirname(path))?.delete(path.slice(dirname(path).length + 1));
    });
  }

  /** Paths of all files, sorted. */
  paths(): string[] {
    const folders = [...this.folders];
    return folders
      .flatMap(([path, entries]) => [...entries.keys()].map((n) => join(path, n)))
      .sort();
  }

  /** Replaces a file's bytes, as a fault of the disk would. */
  damage(path: string, change: (text: string) => string): void {
    const content = this.find(path);
    if (content === undefined) throw new Error(`There is no file ${path}.`);
    content.bytes = Buffer.from(change(content.bytes.toString('utf8')));
  }

  private async step<T>(step: SpoolStep, path: string, work: () => T): Promise<T> {
    await this.answer(step);
    this.onStep(step, path);
    return work();
  }

  private async answer(step: SpoolStep | 'names' | 'read'): Promise<void> {
    await Promise.resolve();
    if (!this.hanging.has(step)) return;
    await once(this.recovered.signal, 'abort');
  }

  private find(path: string): Content | undefined {
    return this.folders.get(dirname(path))?.get(path.slice(dirname(path).length + 1));
  }

  private folder(path: string): Map<string, Content> {
    const folder = this.folders.get(path);
    if (folder === undefined) throw Object.assign(new Error('No such folder.'), { code: 'ENOENT' });
    return folder;
  }

  private isReachable(path: string): boolean {
    return (
      dirname(path) === path || (this.durableNames.has(path) && this.isReachable(dirname(path)))
    );
  }
}
