import { closeSync, fdatasyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { median } from './report';

const PAGE = Buffer.alloc(8192, 1);
const PAGES = 64;
const WRITES = 400;

/**
 * Milliseconds of one fdatasync after a write of 8 kB into a file of fixed size, as PostgreSQL
 * writes its log ahead: the median on the disk that holds `folder`.
 */
export function syncMilliseconds(folder: string): number {
  const path = join(folder, 'disk-sync.tmp');
  const file = openSync(path, 'w');
  const taken: number[] = [];
  try {
    for (let i = 0; i < WRITES + PAGES; i++) {
      writeSync(file, PAGE, 0, PAGE.length, (i % PAGES) * PAGE.length);
      const start = performance.now();
      fdatasyncSync(file);
      // The first round makes the file longer, which costs more than PostgreSQL pays.
      if (i >= PAGES) taken.push(performance.now() - start);
    }
  } finally {
    closeSync(file);
    rmSync(path);
  }
  return median(taken);
}
