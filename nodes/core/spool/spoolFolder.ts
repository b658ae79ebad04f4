import { join } from 'node:path';
import type { SpoolFiles } from './spoolFiles';

/** Sub-folders of a target: being written, waiting, in work, for a person, given up, damaged. */
export const PLACES = ['tmp', 'new', 'claimed', 'parked', 'discarded', 'quarantine'] as const;
export type Place = (typeof PLACES)[number];

/** The folder of some target, to look into. */
export class SpoolFolder {
  constructor(
    readonly files: SpoolFiles,
    readonly folder: string,
  ) {}

  path(place: Place, name: string): string {
    return join(this.folder, place, name);
  }

  /** Names at a place, oldest first; hidden files belong to the system. */
  async names(place: Place): Promise<string[]> {
    const names = await this.files.names(join(this.folder, place));
    return names.filter((name) => !name.startsWith('.')).sort();
  }
}
