import { createHash } from 'node:crypto';
import { dirname, join, resolve } from 'node:path';
import { targetKey } from '../retryQueue/entryKey';
import type { Target } from '../retryQueue/queueEntry';
import { type EncodedEntry, encodeSpoolFile } from './spoolFileFormat';
import type { SpoolWriter } from './spoolHeader';
import type { SpoolFile, SpoolFiles } from './spoolFiles';
import { PLACES, type Place, SpoolFolder } from './spoolFolder';

const FOLDER_DIGITS = 16;
/** Bytes that are worth a call into the file system. */
const PIECE = 2 ** 18;

/** The files of one target: one folder below the spool folder, named by a hash of the target. */
export class TargetSpool extends SpoolFolder {
  constructor(
    files: SpoolFiles,
    root: string,
    readonly target: Target,
  ) {
    super(files, resolve(root, folderNameOf(target)));
  }

  /** Makes the sub-folders durable before the first file goes into them. */
  async makeFolders(): Promise<void> {
    for (const place of PLACES) {
      const path = join(this.folder, place);
      const topmost = await this.files.makeFolder(path);
      if (topmost !== null) await this.syncUpTo(dirname(topmost), path);
    }
  }

  /**
   * Writes a file that survives a power cut once this resolves. A crash on the way leaves at most
   * an unfinished file in `tmp`, whose events were never acknowledged.
   * @param to place and name
   */
  async write(
    to: { readonly place: Place; readonly name: string },
    entries: readonly EncodedEntry[],
    writer: SpoolWriter & { readonly nonce: string },
  ): Promise<void> {
    const draft = this.path('tmp', `${writer.createdAt.getTime()}_${writer.nonce}.tmp`);
    const lines = encodeSpoolFile(this.target, entries, writer);
    try {
      await this.writeDraft(draft, piecesOf(lines));
      const moved = await this.files.move(draft, this.path(to.place, to.name));
      if (!moved) throw Object.assign(new Error('The draft has gone.'), { code: 'draft_gone' });
    } catch (error) {
      await this.removeDraft(draft, error);
      throw error;
    }
    await this.syncPlace(to.place);
  }

  /** Resolves when what was moved to the place stays there after a power cut. */
  async syncPlace(place: Place): Promise<void> {
    await this.files.syncFolder(join(this.folder, place));
  }

  private async writeDraft(path: string, pieces: Iterable<Uint8Array>): Promise<void> {
    const file = await this.files.create(path);
    try {
      for (const piece of pieces) await writeWhole(file, piece);
      await file.sync();
    } finally {
      await file.close();
    }
  }

  private async removeDraft(path: string, cause: unknown): Promise<void> {
    try {
      await this.files.remove(path);
    } catch (error) {
      const both = new AggregateError([cause, error], 'A draft was neither finished nor removed.');
      throw Object.assign(both, { code: (cause as { code?: unknown }).code });
    }
  }

  private async syncUpTo(top: string, path: string): Promise<void> {
    let folder = path;
    while (folder !== top && folder !== dirname(folder)) {
      folder = dirname(folder);
      await this.files.syncFolder(folder);
    }
  }
}

/** The name of a target's folder. */
export function folderNameOf(target: Target): string {
  return createHash('sha256').update(targetKey(target)).digest('hex').slice(0, FOLDER_DIGITS);
}

/** Lines put together to pieces; a long line is a piece by itself, not copied. */
function* piecesOf(lines: readonly Buffer[]): Generator<Buffer> {
  let piece: Buffer[] = [];
  let bytes = 0;
  for (const line of lines) {
    if (bytes > 0 && bytes + line.length > PIECE) {
      yield joined(piece);
      piece = [];
      bytes = 0;
    }
    piece.push(line);
    bytes += line.length;
  }
  yield joined(piece);
}

function joined(lines: readonly Buffer[]): Buffer {
  const [first] = lines;
  return first !== undefined && lines.length === 1 ? first : Buffer.concat(lines);
}

async function writeWhole(file: SpoolFile, bytes: Uint8Array): Promise<void> {
  for (let written = 0; written < bytes.length;) {
    const count = await file.write(bytes.subarray(written));
    // A full disk may take nothing without an error; going on would never end.
    if (count === 0) throw Object.assign(new Error('Nothing was written.'), { code: 'ENOSPC' });
    written += count;
  }
}
