import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { generateCatalogSeed } from './generate/catalogSeed';
import { generateEmbeddedMigrations } from './generate/embedMigrations';
import { generateEventTypePage } from './generate/eventTypePage';
import { generateFaultMatrix } from './generate/faultMatrix';
import { generateSchemaSnapshot } from './generate/schemaSnapshot';
import { generateWorkflows } from './generate/workflows';

/** Path relative to the repository → content. */
type Generator = () => Promise<Map<string, string>>;

/** In order: a later one may read what an earlier one wrote. */
const GENERATORS: readonly Generator[] = [
  generateCatalogSeed,
  generateEventTypePage,
  generateEmbeddedMigrations,
  generateSchemaSnapshot,
  generateWorkflows,
  generateFaultMatrix,
];

const ROOT = join(__dirname, '..');

/** Writes every generated file, or with `--check` names those that differ and exits 1. */
async function main(): Promise<void> {
  const checkOnly = process.argv.includes('--check');
  const stale: string[] = [];
  for (const generate of GENERATORS) {
    for (const [path, content] of await generate()) {
      if (isCurrent(path, content)) continue;
      stale.push(path);
      if (!checkOnly) write(path, content);
    }
  }
  for (const path of stale) console.log(`${checkOnly ? 'stale' : 'written'}: ${path}`);
  if (checkOnly && stale.length > 0) {
    console.error('Run "npm run generate" and commit the result.');
    process.exitCode = 1;
  }
}

function isCurrent(path: string, content: string): boolean {
  const file = join(ROOT, path);
  return existsSync(file) && readFileSync(file, 'utf8').replaceAll('\r\n', '\n') === content;
}

function write(path: string, content: string): void {
  const file = join(ROOT, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
