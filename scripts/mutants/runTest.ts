import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** How one run of one test file ended. */
export interface TestRun {
  /** Full titles. */
  readonly passed: readonly string[];
  readonly failed: readonly string[];
  /** Why there is no verdict: the file could not be loaded, or Jest did not finish. */
  readonly broken: string | undefined;
  readonly output: string;
}

interface JestReport {
  readonly numRuntimeErrorTestSuites: number;
  readonly testResults: ReadonlyArray<{
    readonly message: string;
    readonly assertionResults: ReadonlyArray<{ fullName: string; status: string }>;
  }>;
}

const REPORT = 'mutants-report.json';
const CONFIG = 'jest.mutants.config.js';
const TEST_TIMEOUT_MS = 30_000;
const RUN_TIMEOUT_MS = 300_000;

/** A unit test needs no server, and a mutant should not wait for one. */
function writeConfig(folder: string, test: string): void {
  const plain = test.endsWith('.unit.test.ts')
    ? 'delete config.globalSetup; delete config.globalTeardown;'
    : '';
  const source = `const config = { ...require('./jest.config.js'), reporters: [] };
config.setupFiles = ['<rootDir>/tests/support/sameSeed.ts'];
${plain} module.exports = config;`;
  writeFileSync(join(folder, CONFIG), source);
}

/** Runs a test file of a copy of the tree; with a title only the tests whose names hold it. */
export async function runTest(folder: string, test: string, title?: string): Promise<TestRun> {
  const report = join(folder, REPORT);
  rmSync(report, { force: true });
  writeConfig(folder, test);
  const flags = ['--config', CONFIG, '--runTestsByPath', test, '--json', '--outputFile', report];
  flags.push('--testTimeout', `${TEST_TIMEOUT_MS}`, '--forceExit');
  if (title !== undefined) flags.push('-t', title.replace(/[$()*+.?[\\\]^{|}]/g, '\\$&'));
  const output = await runJest(folder, flags);
  if (!existsSync(report)) {
    return { passed: [], failed: [], broken: 'Jest did not finish', output };
  }
  return readReport(JSON.parse(readFileSync(report, 'utf8')) as JestReport, output);
}

async function runJest(folder: string, flags: readonly string[]): Promise<string> {
  const child = spawn(process.execPath, [require.resolve('jest/bin/jest'), ...flags], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: RUN_TIMEOUT_MS,
    env: { ...process.env, ACTIVITY_LOG_TEST_COUNTS: '' },
  });
  let output = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    output += chunk;
  });
  await once(child, 'close');
  return output;
}

function readReport(report: JestReport, output: string): TestRun {
  const tests = report.testResults.flatMap((file) => file.assertionResults);
  const withStatus = (wanted: string): string[] =>
    tests.filter(({ status }) => status === wanted).map(({ fullName }) => fullName);
  const words = report.testResults.map(({ message }) => message).join('\n');
  return {
    passed: withStatus('passed'),
    failed: withStatus('failed'),
    broken: report.numRuntimeErrorTestSuites > 0 ? 'the test file could not be loaded' : undefined,
    output: `${output}${words}`,
  };
}
