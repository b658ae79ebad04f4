import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateEmbeddedMigrations } from './generate/embedMigrations';

/** The part of `npm run generate` that a build needs; it asks for no database. */
async function main(): Promise<void> {
  for (const [path, content] of await generateEmbeddedMigrations()) {
    writeFileSync(join(__dirname, '..', path), content);
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
