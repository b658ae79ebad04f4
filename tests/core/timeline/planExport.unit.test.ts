import { ConfigurationError } from '../../../nodes/core/errors';
import { MAX_EXPORT_TIMEOUT } from '../../../nodes/core/timeline/exportRequest';
import { planExport } from '../../../nodes/core/timeline/planExport';
import { noFilters } from '../../support/noFilters';

const plan = (statementTimeout: number) =>
  planExport(
    { filters: noFilters('default'), format: 'csv', timeZone: 'UTC', statementTimeout },
    new Date('2026-03-01T00:00:00Z'),
  );

describe('the plan of an export', () => {
  it('holds the checked filters, the format and the time limit', () => {
    expect(plan(MAX_EXPORT_TIMEOUT)).toMatchObject({
      filters: { tenants: ['default'] },
      format: 'csv',
      statementTimeout: MAX_EXPORT_TIMEOUT,
    });
  });

  it.each([0, -1, 1.5, NaN, Infinity, MAX_EXPORT_TIMEOUT + 1])(
    'is refused with a time limit of %p',
    (statementTimeout) => {
      expect(() => plan(statementTimeout)).toThrow(ConfigurationError);
      expect(() => plan(statementTimeout)).toThrow('Options: Statement Timeout');
    },
  );
});
