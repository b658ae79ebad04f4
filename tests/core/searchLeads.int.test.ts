import fc from 'fast-check';
import { quoteSchema } from '../../nodes/core/postgres/identifiers';
import { searchLeads } from '../../nodes/core/searchLeads';
import { systemClock } from '../../nodes/core/systemClock';
import { storeLead } from '../support/storeEvents';
import { createTestDatabase, type TestDatabase } from '../support/testDatabase';

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());

function search(text: string, tenant = 'clinic-b', limit = 50) {
  const parts = { pool: db.pool, schema: quoteSchema('public'), clock: systemClock };
  return searchLeads({ tenant, text, limit, statementTimeout: 10_000 }, parts);
}
const emailsOf = async (text: string, tenant?: string) =>
  (await search(text, tenant)).map((lead) => lead.email).sort();

beforeAll(async () => {
  const leads: [string, string | null, string, string | null][] = [
    ['John', 'Doe', 'john@search.example', null],
    ['Johanna', 'von Osten', 'jo@search.example', 'clinic-b'],
    ['Müller', null, '100%@search.example', 'clinic-b'],
    ['Élodie', "O'Neill", 'under_score@search.example', null],
    ['李', '小龙', 'li@search.example', null],
  ];
  for (const [first_name, last_name, email, tenant_id] of leads) {
    await storeLead(db, { first_name, last_name, email, tenant_id });
  }
});

describe('the search for leads', () => {
  it.each([
    ['a part of a name, in any case', 'JOH', ['jo@search.example', 'john@search.example']],
    ['a part of an email', 'ohn@sea', ['john@search.example']],
    ['several words in any order', 'doe john', ['john@search.example']],
    ['words of which one is in the name and one in the email', 'osten jo@', ['jo@search.example']],
    ['the beginning of a word, when it is short', 'do', ['john@search.example']],
    ['one letter that begins a word', 'o', ['jo@search.example', 'under_score@search.example']],
    ['short words beside a long one', 'j doe', ['john@search.example']],
    ['letters with accents', 'Élo', ['under_score@search.example']],
    ['letters with accents beside others in another case', 'MüLLER', ['100%@search.example']],
    ['a script without blanks', '小', ['li@search.example']],
    ['an apostrophe', "o'n", ['under_score@search.example']],
  ])('finds %s', async (_, text, expected) => {
    expect(await emailsOf(text)).toEqual(expected);
  });

  it('takes wildcards and escapes for what they are', async () => {
    expect(await emailsOf('100%@')).toEqual(['100%@search.example']);
    expect(await emailsOf('under_sc')).toEqual(['under_score@search.example']);
    expect(await emailsOf('j%n')).toEqual([]);
    expect(await emailsOf('joh_')).toEqual([]);
    expect(await emailsOf('under\\_')).toEqual([]);
  });

  it('does not find the middle of a word by one or two letters', async () => {
    expect(await emailsOf('oe')).toEqual([]);
  });

  it('finds nobody by what has no letter or digit, and everybody by nothing', async () => {
    expect(await emailsOf('%')).toEqual([]);
    expect(await emailsOf('@ .')).toEqual([]);
    expect(await emailsOf('  ')).toHaveLength(5);
  });

  it.each(['search.example', ''])(
    'shows a tenant its own leads and those of no tenant: %j',
    async (text) => {
      expect(await emailsOf(text, 'clinic-a')).toEqual([
        'john@search.example',
        'li@search.example',
        'under_score@search.example',
      ]);
    },
  );

  it('gives the most recently active first, those without activity last', async () => {
    for (const [email, at] of [
      ['li@search.example', '2026-01-01'],
      ['john@search.example', '2026-01-02'],
    ]) {
      await db.query('update leads set last_activity_at = $2 where email = $1', [email, at]);
    }
    for (const text of ['search.example', '']) {
      const found = await search(text, undefined, 3);
      expect(found.map((lead) => lead.email).slice(0, 2)).toEqual([
        'john@search.example',
        'li@search.example',
      ]);
      expect(found).toHaveLength(3);
    }
  });

  it('never fails, whatever is typed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), async (text) => {
        expect(Array.isArray(await search(text))).toBe(true);
      }),
    );
    expect(await search('\0\ud800')).toHaveLength(5);
  });
});
