import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { INodeType } from 'n8n-workflow';

const REPOSITORY = join(__dirname, '..', '..');

/** The compiled sources: what users run, without what a loader adds to every function. */
export interface BuiltPackage {
  readonly node: INodeType;
  /** A compiled module, by its path in the repository without extension. */
  module(path: string): unknown;
  remove(): void;
}

/** Compiles `nodes/` into a folder of its own, so that a build in the checkout is left alone. */
export function buildPackage(): BuiltPackage {
  const folder = mkdtempSync(join(tmpdir(), 'activity-log-bench-'));
  symlinkSync(join(REPOSITORY, 'node_modules'), join(folder, 'node_modules'), 'junction');
  const load = createRequire(__filename);
  const compiler = load.resolve('typescript/bin/tsc');
  const project = join(REPOSITORY, 'tsconfig.build.json');
  execFileSync(process.execPath, [compiler, '--project', project, '--outDir', folder], {
    stdio: 'inherit',
  });
  const module = (path: string): unknown => load(join(folder, `${path}.js`));
  const { LogActivity } = module('nodes/LogActivity/LogActivity.node') as {
    LogActivity: new () => INodeType;
  };
  return {
    node: new LogActivity(),
    module,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
