const { appendFileSync, existsSync, readFileSync } = require('node:fs');
const { join, relative } = require('node:path');

/** Statuses of tests that were written and did not run. */
const NOT_RUN = new Set(['pending', 'todo', 'skipped', 'disabled']);

/**
 * Jest reporter: a run in which nothing ran, or a test was skipped that tests/allowed-skips.json
 * does not name, fails. A run narrowed by -t leaves tests out on purpose and is let alone.
 * With ACTIVITY_LOG_TEST_COUNTS set, the counts are added to that file as one line of JSON.
 */
class SkipReporter {
  /**
   * @param {{ rootDir: string, testNamePattern?: string | undefined }} globalConfig
   * @param {{ allowed?: readonly AllowedSkip[], say?: (text: string) => void }} [options]
   *   in place of tests/allowed-skips.json and standard error
   * @typedef {{ file: string, title: string, reason: string }} AllowedSkip
   */
  constructor(globalConfig, options = {}) {
    this.rootDir = globalConfig.rootDir;
    this.narrowed = Boolean(globalConfig.testNamePattern);
    this.allowed = options.allowed ?? readAllowed(this.rootDir);
    this.say = options.say ?? ((/** @type {string} */ text) => process.stderr.write(text));
    /** @type {string[]} */
    this.complaints = [];
  }

  /**
   * @param {unknown} _contexts
   * @param {RunResults} results
   * @typedef {{ testFilePath: string, testResults: { fullName: string, status: string }[] }} FileResult
   * @typedef {{
   *   numPassedTests: number,
   *   numFailedTests: number,
   *   numRuntimeErrorTestSuites: number,
   *   testResults: FileResult[],
   * }} RunResults
   */
  onRunComplete(_contexts, results) {
    if (!this.narrowed) this.complaints = this.findComplaints(results);
    for (const complaint of this.complaints) this.say(`${complaint}\n`);
    this.writeCounts(results);
  }

  /** What Jest asks for after the run: an error here fails it. */
  getLastError() {
    return this.complaints.length === 0 ? undefined : new Error(this.complaints.join('\n'));
  }

  /** @param {RunResults} results */
  findComplaints(results) {
    const skipped = results.testResults.flatMap(({ testFilePath, testResults }) => {
      const file = relative(this.rootDir, testFilePath).replaceAll('\\', '/');
      return testResults
        .filter(({ status }) => NOT_RUN.has(status))
        .filter(({ fullName }) => !this.isAllowed(file, fullName))
        .map(
          ({ fullName }) => `Skipped without a reason in allowed-skips.json: ${file}: ${fullName}`,
        );
    });
    return results.numPassedTests + results.numFailedTests === 0
      ? ['No test ran.', ...skipped]
      : skipped;
  }

  /**
   * @param {string} file
   * @param {string} title
   */
  isAllowed(file, title) {
    return this.allowed.some((skip) => skip.file === file && skip.title === title);
  }

  /** @param {RunResults} results */
  writeCounts(results) {
    const path = process.env['ACTIVITY_LOG_TEST_COUNTS'];
    if (path === undefined || path === '') return;
    const failed =
      results.numFailedTests + results.numRuntimeErrorTestSuites + this.complaints.length;
    appendFileSync(path, `${JSON.stringify({ passed: results.numPassedTests, failed })}\n`);
  }
}

/** @param {string} rootDir */
function readAllowed(rootDir) {
  const path = join(rootDir, 'tests', 'allowed-skips.json');
  return existsSync(path)
    ? /** @type {AllowedSkip[]} */ (JSON.parse(readFileSync(path, 'utf8')))
    : [];
}

module.exports = SkipReporter;
