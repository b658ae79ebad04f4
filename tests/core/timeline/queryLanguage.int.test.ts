import fc from 'fast-check';
import { ConfigurationError } from '../../../nodes/core/errors';
import type { TextQuery } from '../../../nodes/core/timeline/eventFilters';
import { readQuery } from '../../../nodes/core/timeline/queryLanguage';
import { createTestDatabase, type TestDatabase } from '../../support/testDatabase';

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());

/** PostgreSQL's own reading, as text. */
async function tsquery(text: string): Promise<string> {
  const rows = await db.query<{ parsed: string }>(
    `select websearch_to_tsquery('pg_catalog.english', $1)::text as parsed`,
    [text],
  );
  return rows[0]?.parsed ?? '';
}

async function finds(query: string, document: string): Promise<boolean> {
  const { wanted = null, unwanted = null }: Partial<TextQuery> = readQuery(query).text ?? {};
  const rows = await db.query<{ found: boolean }>(
    `select ($2::text is null or v @@ websearch_to_tsquery('pg_catalog.english', $2))
        and ($3::text is null or not v @@ websearch_to_tsquery('pg_catalog.english', $3)) as found
       from to_tsvector('pg_catalog.english', $1) v`,
    [document, wanted, unwanted],
  );
  return rows[0]?.found ?? false;
}

/** The operators between the words. */
const operators = (parsed: string) => parsed.replace(/'(?:[^']|'')*'/g, '').replace(/<[^>]*>/g, '');

const piece = fc.oneof(
  fc.constantFrom(
    '"',
    '-',
    '\\',
    ':',
    ' ',
    ' ',
    'orß',
    'or\u0301',
    '&|!()',
    '<->',
    "'",
    '*',
    ':*',
    '|-x',
  ),
  fc.string({ unit: 'binary', maxLength: 5 }),
  fc.constantFrom('john', 'https://x.de/a?b=1', 'a@b.de', '-5', '1e-5', 'the'),
);
const anyText = fc.array(piece, { maxLength: 20 }).map((pieces) => pieces.join(''));

describe('the words of a query', () => {
  it('are accepted by PostgreSQL whatever they are, and none of them acts as an operator', async () => {
    await fc.assert(
      fc.asyncProperty(anyText, async (text) => {
        const read = readText(text);
        const wanted = operators(await tsquery(read?.wanted ?? ''));
        const unwanted = operators(await tsquery(read?.unwanted ?? ''));
        expect(wanted).not.toMatch(/[!|]/);
        expect(unwanted).not.toMatch(/[!&]/);
      }),
      { numRuns: 500 },
    );
  });

  it.each(['a', '😀', '-', 'ß'])(
    'are accepted when they are as long as a query may be: %s',
    async (text) => {
      const longest = text.repeat(1000 / text.length);
      await expect(tsquery(readText(longest)?.wanted ?? '')).resolves.toEqual(expect.any(String));
      const many = `${text} `.repeat(300);
      await expect(tsquery(readText(many)?.wanted ?? '')).resolves.toEqual(expect.any(String));
    },
  );

  it.each([
    ['consultation free', 'A free consultation for John', true],
    ['"free consultation" -stop', 'A free consultation', true],
    ['"free consultation" -stop', 'A free consultation, or stop', false],
    ['"consultation free"', 'A free consultation', false],
    ['cat or dog -stop', 'cat, stop', false],
    ['cat or dog -stop', 'dog', true],
    ['-"hot dog" dog', 'a dog that is hot', true],
    ['-"hot dog" dog', 'a hot dog', false],
    ['https://x.de/a?b=1', 'See https://x.de/a?b=1 now', true],
    ['10:30', 'at 10:30 sharp', true],
    ['10:30', 'at 30 past 10', false],
    ['a|-b cat', 'a b cat', true],
    ['"unclosed cat', 'cat unclosed', true],
  ])('find by %s in "%s": %s', async (query, document, found) => {
    await expect(finds(query, document)).resolves.toBe(found);
  });
});

function readText(text: string): TextQuery | null {
  try {
    return readQuery(text).text;
  } catch (error) {
    if (error instanceof ConfigurationError) return null;
    throw error;
  }
}
