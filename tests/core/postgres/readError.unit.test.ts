import {
  ConfigurationError,
  MigrationNeededError,
  TargetUnavailableError,
} from '../../../nodes/core/errors';
import { quoteSchema } from '../../../nodes/core/postgres/identifiers';
import { isNotSetUp, toReadError } from '../../../nodes/core/postgres/readError';

const SCHEMA = quoteSchema('public');
const SECRET = 'john@secret.example';

/** What pg throws: a message that can quote values, a SQLSTATE, a severity. */
const serverError = (code: string) =>
  Object.assign(new Error(`something about "${SECRET}"`), { code, severity: 'ERROR' });

describe('an error of a read', () => {
  it.each([
    ['28P01', ConfigurationError, 'User and Password'],
    ['3D000', ConfigurationError, 'Database'],
    ['42501', ConfigurationError, 'grants.sql'],
    ['42P01', MigrationNeededError, '"Set Up Database"'],
    ['42703', MigrationNeededError, 'migrations/*.sql'],
    ['57014', TargetUnavailableError, 'Statement Timeout'],
    ['53300', TargetUnavailableError, 'Run the node again'],
    ['57P03', TargetUnavailableError, 'Run the node again'],
    ['XX000', TargetUnavailableError, 'Run the node again'],
  ])('with the code %s asks for the right reaction', (code, reaction, cure) => {
    const error = toReadError(serverError(code), SCHEMA, null);
    expect(error).toBeInstanceOf(reaction);
    expect(error.code).toBe(code);
    expect(error.hint).toContain(cure);
    expect(`${error.message} ${error.hint}`).not.toContain(SECRET);
    expect(error.hint).not.toMatch(/replay\b|parked|by itself/);
  });

  it.each(['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'no_answer', 'rolled_back'])(
    'of the connection, %s, asks to try again',
    (code) => {
      const error = toReadError(Object.assign(new Error(SECRET), { code }), SCHEMA, null);
      expect(error).toBeInstanceOf(TargetUnavailableError);
      expect(`${error.message} ${error.hint}`).not.toMatch(/by itself|secret/);
    },
  );

  it('names what is missing once the database was asked', () => {
    const found = (missing: string[], hasSchema = true) =>
      toReadError(serverError('42P01'), SCHEMA, { hasSchema, missing }).message;
    expect(found(['leads'])).toBe('The table public.leads does not exist.');
    expect(found(['a', 'b'])).toBe('The tables public.a, public.b do not exist.');
    expect(found([], false)).toBe('The schema public does not exist in this database.');
  });

  it('is passed on when it has core’s words already', () => {
    const known = new ConfigurationError({ message: 'The parameter Limit …' });
    expect(toReadError(known, SCHEMA, null)).toBe(known);
  });

  it('of an unknown kind tells the kind and not the text', () => {
    const error = toReadError(new RangeError(SECRET), SCHEMA, null);
    expect(error.detail).toContain('RangeError');
    expect(JSON.stringify([error.message, error.detail, error.hint])).not.toContain(SECRET);
  });

  it('is worth a look at the tables only when something does not exist', () => {
    expect(isNotSetUp(serverError('42P01'))).toBe(true);
    expect(isNotSetUp(serverError('42501'))).toBe(false);
    expect(isNotSetUp(new Error('timeout expired'))).toBe(false);
  });
});
