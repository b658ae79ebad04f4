import { readFileSync } from 'node:fs';
import { join } from 'node:path';

interface LockedPackage {
  readonly resolved?: string;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const REPOSITORY = join(__dirname, '..', '..');

function lockedPackages(file: string): Record<string, LockedPackage> {
  const text = readFileSync(join(REPOSITORY, file), 'utf8');
  return (JSON.parse(text) as { packages: Record<string, LockedPackage> }).packages;
}

describe('the lock file', () => {
  // npm leaves out a platform's package that it cannot find, and then refuses its own lock file.
  it('has the packages of every platform, so that npm ci works on each', () => {
    const packages = lockedPackages('package-lock.json');
    const names = new Set(Object.keys(packages).map((path) => path.split('node_modules/').pop()));
    const missing = Object.values(packages)
      .flatMap(({ optionalDependencies }) => Object.keys(optionalDependencies ?? {}))
      .filter((name) => !names.has(name));
    expect(missing).toEqual([]);
  });

  it.each([
    'package-lock.json',
    'stand/n8n/package-lock.json',
    'stand/oldestN8n/package-lock.json',
  ])('names no address to load from in %s', (file) => {
    const resolved = Object.values(lockedPackages(file)).filter((one) => one.resolved);
    expect(resolved).toEqual([]);
  });
});
