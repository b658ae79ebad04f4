import { ConfigurationError } from '../../../nodes/core/errors';
import { toSetUpError } from '../../../nodes/core/postgres/setUpError';
import { NoAnswerError } from '../../../nodes/core/postgres/withTransaction';

/** An error as the server sends it. */
function serverError(code: string, words: { detail?: string; hint?: string } = {}): Error {
  return Object.assign(new Error('what the server said'), { severity: 'ERROR', code, ...words });
}

test.each([
  ['42501', 'ConfigurationError', 'CREATE on the schema book'],
  ['25006', 'ConfigurationError', 'read only'],
  ['28P01', 'ConfigurationError', 'user and password'],
  ['3D000', 'ConfigurationError', 'database'],
  ['42P07', 'ConfigurationError', 'rolled back'],
  ['55P03', 'TargetUnavailableError', 'Try again'],
  ['40P01', 'TargetUnavailableError', 'nothing was changed'],
  ['57P01', 'TargetUnavailableError', 'when the server is up'],
  ['53300', 'TargetUnavailableError', 'when the server is up'],
  ['42883', 'MigrationNeededError', 'Set Up Database'],
  ['3F000', 'MigrationNeededError', 'psql'],
])('SQLSTATE %s becomes a %s that says how to get on', (code, name, hint) => {
  expect(toSetUpError(serverError(code), 'book')).toMatchObject({
    name,
    code,
    message: expect.stringContaining('what the server said'),
    hint: expect.stringContaining(hint),
  });
});

test("The server's own detail and hint are kept", () => {
  const words = { detail: 'some facts', hint: 'Run: alter table leads …;' };

  expect(toSetUpError(serverError('42P16', words), 'public')).toMatchObject(words);
});

test.each([
  [Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }), 'ECONNREFUSED'],
  [new NoAnswerError(), 'no_answer'],
])('A server that does not answer is unavailable: %s', (error, code) => {
  expect(toSetUpError(error, 'public')).toMatchObject({ name: 'TargetUnavailableError', code });
});

test('Our own errors and mistakes of ours stay as they are', () => {
  const own = new ConfigurationError({ message: 'Choose a schema.' });
  const mistake = new TypeError('x is not a function');

  expect(toSetUpError(own, 'public')).toBe(own);
  expect(toSetUpError(mistake, 'public')).toBe(mistake);
});
