import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** SHA-256, in hex, over the names and contents of files and folders below `root`. */
export function hashOfTree(root: string, names: readonly string[]): string {
  const hash = createHash('sha256');
  for (const name of names) {
    for (const file of filesBelow(root, name)) {
      hash
        .update(`${file}\0`)
        .update(readFileSync(join(root, file)))
        .update('\0');
    }
  }
  return hash.digest('hex');
}

function filesBelow(root: string, name: string): string[] {
  if (!statSync(join(root, name)).isDirectory()) return [name];
  return readdirSync(join(root, name))
    .sort()
    .flatMap((child) => filesBelow(root, `${name}/${child}`));
}
