/** One file being written. */
export interface SpoolFile {
  /** Writes some of the bytes, from the first. @returns how many, which may be fewer than given */
  write(bytes: Uint8Array): Promise<number>;
  /** Resolves when what was written survives a power cut. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** What the spool needs of a file system; failures are Node.js errors with a `code`. */
export interface SpoolFiles {
  /** Makes the folder and its parents. @returns the topmost one that was missing, else null */
  makeFolder(path: string): Promise<string | null>;
  /** Rejects when files cannot be made in the folder. */
  checkWritable(path: string): Promise<void>;
  /** Resolves when the folder's list of names survives a power cut. */
  syncFolder(path: string): Promise<void>;
  /** Names in the folder, in any order; none when the folder does not exist. */
  names(folder: string): Promise<string[]>;
  /** Makes a file that must not exist yet. */
  create(path: string): Promise<SpoolFile>;
  /** The file's bytes, at most `bytes` of them when given; null when it does not exist. */
  read(path: string, bytes?: number): Promise<Buffer | null>;
  /** Moves a file at once, replacing the destination. @returns false when it is another's by now */
  move(from: string, to: string): Promise<boolean>;
  /** Removes a file if it is still there. */
  remove(path: string): Promise<void>;
}
