import { TargetUnavailableError } from '../../nodes/core/errors';
import {
  healthNotices,
  replacedCredentialNotices,
  type TargetFigures,
} from '../../nodes/core/healthNotices';
import { target } from '../support/queueEntries';

const well: TargetFigures = {
  database: {
    ...{ reachable: true, takesEvents: true, cause: null, cure: null },
    ...{ serverVersion: '18.4', inRecovery: false },
  },
  schema: { version: 9, needed: 9, state: 'upToDate', cure: null },
  months: {
    ...{ first: '2024-03-01T00:00:00.000Z', end: '2027-04-01T00:00:00.000Z', ahead: 12 },
    ...{ catchAllRows: 3, rowsBefore: 3, rowsAfter: 0, isCapped: false },
  },
  coverage: { categories: [], silent: [], isComplete: true },
  failures: [],
};
const months = (words: Partial<TargetFigures['months']>) => ({
  ...well,
  months: { ...well.months, ...words } as TargetFigures['months'],
});
const failed = (code: string) => ({
  figure: 'The last run',
  error: new TargetUnavailableError({ message: 'It failed.', hint: 'Mend it.', code }),
});

describe('the notices of a status', () => {
  it('are none when all is well, also when old events lie before the first month', () => {
    expect(healthNotices(well)).toEqual([]);
  });

  it('say of a target that is down why, and nothing else', () => {
    const database = { ...well.database, reachable: false, cause: 'No way.', cure: 'Start it.' };
    const down = { ...well, database, schema: null, months: null, coverage: null };
    expect(healthNotices({ ...down, failures: [failed('ECONNREFUSED')] })).toEqual([
      'No way. Start it.',
    ]);
  });

  it('say of a target that takes no events why, and go on with the rest', () => {
    const database = { ...well.database, takesEvents: false, cause: 'Standby.', cure: 'Promote.' };
    expect(healthNotices({ ...months({ ahead: 1 }), database })).toEqual([
      'Standby. Promote.',
      expect.stringContaining('1 month(s)'),
    ]);
  });

  it.each([0, 1])('call for Maintain with %i months ahead', (ahead) => {
    expect(healthNotices(months({ ahead }))).toEqual([
      expect.stringMatching(new RegExp(`${ahead} month\\(s\\) .*"Maintain"`)),
    ]);
  });

  it('are content with two months ahead', () => {
    expect(healthNotices(months({ ahead: 2 }))).toEqual([]);
  });

  it('call for Maintain when events lie after the last month, and tell a capped count', () => {
    expect(healthNotices(months({ rowsAfter: 7 }))).toEqual([
      expect.stringMatching(/^7 event\(s\) .*"Maintain"/),
    ]);
    expect(healthNotices(months({ rowsAfter: 10_000, isCapped: true }))).toEqual([
      expect.stringMatching(/^At least 10000 /),
    ]);
  });

  it('name the categories that went silent', () => {
    const coverage = { categories: [], silent: ['EMAIL', 'SMS'], isComplete: true };
    expect(healthNotices({ ...well, coverage })).toEqual([expect.stringContaining('EMAIL, SMS')]);
  });

  it('admit that not all tenants were looked at', () => {
    const coverage = { categories: [], silent: [], isComplete: false };
    expect(healthNotices({ ...well, coverage })).toEqual([expect.stringContaining('more tenants')]);
  });

  it.each([
    ['older' as const, /it is at 8 of 9.*Cure/],
    ['newer' as const, /at migration 8, and this node knows 9.*Cure/],
  ])('tell of a schema that is %s', (state, words) => {
    const schema = { version: 8, needed: 9, state, cure: 'Cure.' };
    expect(healthNotices({ ...well, schema })).toEqual([expect.stringMatching(words)]);
  });

  it('say what failed with its cure, once where an old schema explains it', () => {
    const failures = [failed('42P01'), failed('42501')];
    const schema = { version: 8, needed: 9, state: 'older' as const, cure: 'Cure.' };
    const refused = 'The last run could not be asked for. It failed. Mend it.';
    expect(healthNotices({ ...well, failures })).toEqual([refused, refused]);
    expect(healthNotices({ ...well, schema, failures })).toEqual([
      expect.stringContaining('lacks migrations'),
      refused,
    ]);
  });
});

describe('the notice of a credential that was replaced', () => {
  const replaced = { ...target, credentialId: 'cred-2' };

  it('counts what waits for the same database and schema, in all stores, with the cure', () => {
    const others = [
      { target: replaced, waiting: 2 },
      { target: { ...replaced, credentialId: 'cred-3' }, waiting: 1 },
    ];
    expect(replacedCredentialNotices(target, others)).toEqual([
      '3 entries of this very database and schema wait under another credential ID (see ' +
        'otherTargets), and no Replay of this credential takes them. This is mostly so because ' +
        'the credential was replaced: if both lead to the same server, run Replay with Options > ' +
        'Entries of Another Target.',
    ]);
  });

  it('speaks of one entry as of one', () => {
    expect(replacedCredentialNotices(target, [{ target: replaced, waiting: 1 }])).toEqual([
      expect.stringMatching(/^1 entry .* waits .* takes it\. /),
    ]);
  });

  it.each([
    ['another database', { ...replaced, database: 'elsewhere' }],
    ['another schema', { ...replaced, schema: 'elsewhere' }],
    ['this credential', target],
  ])('is not given for %s', (_what, other) => {
    expect(replacedCredentialNotices(target, [{ target: other, waiting: 1 }])).toEqual([]);
  });
});
