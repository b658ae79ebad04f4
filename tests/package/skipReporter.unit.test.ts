import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import SkipReporter from '../support/skipReporter';

const ROOT = '/project';

interface AllowedSkip {
  readonly file: string;
  readonly title: string;
  readonly reason: string;
}

function resultsOf(...statuses: string[]) {
  const count = (wanted: string) => statuses.filter((status) => status === wanted).length;
  return {
    numPassedTests: count('passed'),
    numFailedTests: count('failed'),
    numRuntimeErrorTestSuites: 0,
    testResults: [
      {
        testFilePath: join(ROOT, 'tests', 'a.unit.test.ts'),
        testResults: statuses.map((status, at) => ({ fullName: `test ${at}`, status })),
      },
    ],
  };
}

describe('the reporter of skipped tests', () => {
  let said: string[];
  const reporterOf = (allowed: readonly AllowedSkip[] = [], testNamePattern?: string) =>
    new SkipReporter(
      { rootDir: ROOT, testNamePattern },
      { allowed, say: (text) => said.push(text) },
    );

  const outer = process.env['ACTIVITY_LOG_TEST_COUNTS'];

  // The counts of the run that these tests are part of must not take in their made-up ones.
  beforeEach(() => {
    said = [];
    delete process.env['ACTIVITY_LOG_TEST_COUNTS'];
  });
  afterAll(() => {
    if (outer === undefined) delete process.env['ACTIVITY_LOG_TEST_COUNTS'];
    else process.env['ACTIVITY_LOG_TEST_COUNTS'] = outer;
  });

  test('lets a run pass in which every test ran', () => {
    const reporter = reporterOf();
    reporter.onRunComplete([], resultsOf('passed', 'passed'));
    expect(reporter.getLastError()).toBeUndefined();
  });

  test.each(['pending', 'todo', 'skipped', 'disabled'])(
    'fails a run with a %s test and names it',
    (status) => {
      const reporter = reporterOf();
      reporter.onRunComplete([], resultsOf('passed', status));
      expect(reporter.getLastError()?.message).toContain('tests/a.unit.test.ts: test 1');
      expect(said.join('')).toContain('test 1');
    },
  );

  test('lets a skipped test pass that is listed with its file and title', () => {
    const skip = { file: 'tests/a.unit.test.ts', title: 'test 1', reason: 'needs psql' };
    const reporter = reporterOf([skip]);
    reporter.onRunComplete([], resultsOf('passed', 'pending', 'pending'));
    expect(reporter.getLastError()?.message).toContain('test 2');
    expect(reporter.getLastError()?.message).not.toContain('test 1');
  });

  test('fails a run in which nothing ran', () => {
    const reporter = reporterOf();
    reporter.onRunComplete([], resultsOf());
    expect(reporter.getLastError()?.message).toContain('No test ran');
  });

  test('lets a run alone that a title narrowed', () => {
    const reporter = reporterOf([], 'test 0');
    reporter.onRunComplete([], resultsOf('passed', 'pending'));
    expect(reporter.getLastError()).toBeUndefined();
  });

  test('adds its counts to the file it is given, an unlisted skip as a failure', () => {
    const folder = mkdtempSync(join(tmpdir(), 'activity-log-counts-'));
    process.env['ACTIVITY_LOG_TEST_COUNTS'] = join(folder, 'counts');
    const reporter = reporterOf();
    reporter.onRunComplete([], resultsOf('passed', 'passed', 'failed', 'todo'));
    reporter.onRunComplete([], resultsOf('passed'));
    const lines = readFileSync(join(folder, 'counts'), 'utf8').trim().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      { passed: 2, failed: 2 },
      { passed: 1, failed: 0 },
    ]);
    rmSync(folder, { recursive: true });
  });
});

describe('the list of allowed skips', () => {
  const root = join(__dirname, '..', '..');
  const list = JSON.parse(
    readFileSync(join(root, 'tests', 'allowed-skips.json'), 'utf8'),
  ) as AllowedSkip[];

  test('gives a reason for each test, and names only files that exist', () => {
    for (const { file, title, reason } of list) {
      expect(reason).toMatch(/\S/);
      expect(title).toMatch(/\S/);
      expect(readFileSync(join(root, file), 'utf8')).not.toBe('');
    }
  });
});
