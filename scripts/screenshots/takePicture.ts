import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Page } from 'playwright-core';
import type { Area } from '../../stand/canvas';
import { REPOSITORY } from '../../stand/standPaths';

const FOLDER = join(REPOSITORY, 'docs', 'pictures');

/** Takes a picture of what the browser shows, or of a part of it, as `docs/pictures/<name>.png`. */
export type TakePicture = (name: string, area?: Area) => Promise<void>;

export function pictureOf(page: Page): TakePicture {
  return async (name, area) => {
    const path = join(FOLDER, `${name}.png`);
    mkdirSync(dirname(path), { recursive: true });
    const part = area === undefined ? {} : { clip: area };
    await page.screenshot({ path, animations: 'disabled', ...part });
  };
}
