import { isSqlState, meaningOfSqlState } from '../../../nodes/core/postgres/sqlState';

describe('what a SQLSTATE means', () => {
  it.each([
    ...['08000', '08006', '40001', '40P01', '53100', '53300', '55P03', '57P01', '57P02'],
    ...['57P03', '57014', '25006'],
  ])('is transient for %s', (code) => {
    expect(meaningOfSqlState(code)?.lane).toBe('transient');
  });

  it.each(['28000', '28P01', '3D000', '3F000', '42P01', '42703', '42501', '42P10'])(
    'is the environment for %s',
    (code) => {
      expect(meaningOfSqlState(code)?.lane).toBe('environment');
    },
  );

  it.each(['22P02', '22001', '22P05', '54000', '54001', '23502', '23514', 'P0001'])(
    'is the payload for %s',
    (code) => {
      expect(meaningOfSqlState(code)).toMatchObject({ lane: 'payload' });
      expect(meaningOfSqlState(code)?.waitsForParent).toBeUndefined();
    },
  );

  it('is a parent to wait for when a foreign key is violated', () => {
    expect(meaningOfSqlState('23503')).toMatchObject({ lane: 'payload', waitsForParent: true });
  });

  it('prefers the whole code to its class', () => {
    expect(meaningOfSqlState('22P05')?.message).not.toBe(meaningOfSqlState('22P02')?.message);
  });

  it('is not known for what the table does not list', () => {
    expect(meaningOfSqlState('0A000')).toBeUndefined();
    expect(meaningOfSqlState('XX000')).toBeUndefined();
  });
});

describe('the form of a SQLSTATE', () => {
  it.each(['23505', '42P01', '0A000', 'P0001', 'XX000'])('is that of %s', (code) => {
    expect(isSqlState(code)).toBe(true);
  });

  it.each(['EPIPE', 'ECONNRESET', 'no_answer', '', '2350', '235055', '2350a'])(
    'is not that of %j',
    (code) => {
      expect(isSqlState(code)).toBe(false);
    },
  );
});
