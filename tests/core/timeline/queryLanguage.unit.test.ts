import fc from 'fast-check';
import { ConfigurationError } from '../../../nodes/core/errors';
import { type QueryFilters, readQuery } from '../../../nodes/core/timeline/queryLanguage';

const words = (query: string) => readQuery(query).text;
const filters = (query: string) => readQuery(query).filters;
const wanted = (query: string) => words(query)?.wanted;

describe('a query', () => {
  it('holds filters, words, phrases and unwanted words in one line', () => {
    expect(
      readQuery('type:MESSAGE_SENT lead:john before:2026-01-01 "free consultation" -stop'),
    ).toEqual({
      filters: { type: ['MESSAGE_SENT'], lead: ['john'], before: ['2026-01-01'] },
      text: { wanted: '"free consultation"', unwanted: 'stop', leadText: 'free consultation' },
    });
  });

  it.each(['', '  \n ', '""', '" " ""'])('asks for nothing when it is %j', (query) => {
    expect(readQuery(query)).toEqual({ filters: {}, text: null });
  });

  it.each<[string, QueryFilters]>([
    ['TYPE:a Lead:b', { type: ['a'], lead: ['b'] }],
    ['type:a,b type:b,c', { type: ['a', 'b', 'c'] }],
    ['type:a or type:b', { type: ['a', 'b'] }],
    ['lead:"John Doe" user:7', { lead: ['John Doe'], user: ['7'] }],
    ['source:"a, b",c', { source: ['a, b', 'c'] }],
    ['source:n8n:7Kq2', { source: ['n8n:7Kq2'] }],
    ['lead:doe,john', { lead: ['doe,john'] }],
    ['lead:“John Doe”', { lead: ['John Doe'] }],
    [
      'before:2026-01-01T10:30 after:"2025-01-01 08:00"',
      { before: ['2026-01-01T10:30'], after: ['2025-01-01 08:00'] },
    ],
    [
      'entity:1 visitor:2 session:3 execution:4 tenant:5',
      { entity: ['1'], visitor: ['2'], session: ['3'], execution: ['4'], tenant: ['5'] },
    ],
    [
      'on:2026-01-01 range:today category:SMS',
      { on: ['2026-01-01'], range: ['today'], category: ['SMS'] },
    ],
    ['lead:john lead:john', { lead: ['john'] }],
    ['after:2025 after:2026', { after: ['2025', '2026'] }],
  ])('reads the filters of %s', (query, expected) => {
    expect(readQuery(query)).toEqual({ filters: expected, text: null });
  });

  it.each([
    ['https://example.com/a?b=1', '"https://example.com/a?b=1"'],
    ['10:30', '"10:30"'],
    ['re:invent', '"re:invent"'],
    ['my-type:X', '"my-type:X"'],
    ['"type:X"', '"type:X"'],
    ['--verbose', '"--verbose"'],
    ['a - b', 'a "-" b'],
    ['well-known', '"well-known"'],
    ['a|-b', '"a|-b"'],
    ['müller', '"müller"'],
    ['"the end', '"the" end'],
    ['5" pipe', '"5" pipe'],
  ])('takes %s as text', (query, expected) => {
    expect(filters(query)).toEqual({});
    expect(wanted(query)).toBe(expected);
  });

  it.each([
    ['lead:"John Doe', { lead: ['John'] }, 'Doe'],
    ['lead:" x', {}, '"lead:" x'],
    ['"a b" c" d', {}, '"a b" "c" d'],
  ])('takes a quote that is never closed as text: %s', (query, expected, text) => {
    expect(filters(query)).toEqual(expected);
    expect(wanted(query)).toBe(text);
  });

  it('keeps what is unwanted apart, so that it holds beside every or', () => {
    expect(words('cat or dog -"hot dog" -stop')).toEqual({
      wanted: 'cat or dog',
      unwanted: '"hot dog" or stop',
      leadText: 'cat dog',
    });
    expect(words('-stop')).toEqual({ wanted: null, unwanted: 'stop', leadText: null });
    expect(words('-https://x.de')).toEqual({
      wanted: null,
      unwanted: '"https://x.de"',
      leadText: null,
    });
  });

  it('looks for leads by words alone', () => {
    expect(words('john & "doe@example.com" OR jane!')?.leadText).toBe('john doe@example.com jane!');
    expect(words('&')).toEqual({ wanted: '"&"', unwanted: null, leadText: null });
  });

  it.each([
    ['a OR b', 'a or b'],
    ['or a', '"or" a'],
    ['a or', 'a "or"'],
    ['a or or b', 'a "or" or b'],
    ['"or"', '"or"'],
    ['type:x or', '"or"'],
  ])('joins words by or only between two of them: %s', (query, expected) => {
    expect(wanted(query)).toBe(expected);
  });

  it.each([
    ['-type:MESSAGE_SENT', 'has a minus before type:'],
    ['type:', 'has type: without a value'],
    ['lead: john', 'has lead: without a value'],
    ['type:a, b', 'has type: without a value'],
    ['lead:""', 'has lead: without a value'],
    ['lead:john lead:jane', 'has two different values for lead:'],
    ['user:1 word user:2', 'has two different values for user:'],
    ['lead:john or lead:jane', 'has an or beside a filter'],
    ['type:a or b', 'has an or beside a filter'],
    ['a or -b', 'has an or beside a filter or an unwanted word'],
    ['a\0b', 'holds a NUL or a broken character'],
    ['a \ud800', 'holds a NUL or a broken character'],
    ['a'.repeat(1001), 'is longer than 1000 characters'],
  ])('is refused with its name and a cure: %j', (query, reason) => {
    const attempt = () => readQuery(query);
    expect(attempt).toThrow(ConfigurationError);
    expect(attempt).toThrow(`The parameter Query ${reason}`);
  });
});

/** Writes a query that says the same; values hold no quotes, which a query cannot hold. */
function write(given: QueryFilters, texts: { text: string; unwanted: boolean }[]): string {
  const pairs = Object.entries(given).map(
    ([key, values]) => `${key}:${values.map((value) => `"${value}"`).join(',')}`,
  );
  return [...pairs, ...texts.map(({ text, unwanted }) => `${unwanted ? '-' : ''}"${text}"`)].join(
    ' ',
  );
}

const value = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
  .map((text) => text.replace(/["“”„‟\0\s]/g, '_'));
const list = fc.uniqueArray(value, { minLength: 1, maxLength: 3 });
const single = value.map((only) => [only]);
const anyFilters = fc.record(
  {
    type: list,
    category: list,
    source: list,
    tenant: list,
    lead: single,
    user: single,
    after: single,
  },
  { requiredKeys: [] },
);
const anyTexts = fc.array(fc.record({ text: value, unwanted: fc.boolean() }), { maxLength: 4 });

describe('the query language', () => {
  it('gives back every filter that can be written in it', () => {
    fc.assert(
      fc.property(anyFilters, anyTexts, (given, texts) => {
        const read = readQuery(write(given, texts));
        expect(read.filters).toEqual(given);
        const wantedWords = texts.filter((each) => !each.unwanted).map((each) => each.text);
        const named = wantedWords.filter((word) => /[\p{L}\p{N}]/u.test(word)).join(' ');
        expect(read.text?.leadText ?? '').toBe(named);
        expect(read.text?.wanted ?? null).toEqual(
          wantedWords.length > 0 ? expect.any(String) : null,
        );
        expect(read.text?.unwanted ?? null).toEqual(
          texts.length > wantedWords.length ? expect.any(String) : null,
        );
      }),
    );
  });

  it('gives filters or a refusal that names Query for every text', () => {
    fc.assert(
      fc.property(anyQuery, (query) => {
        try {
          readQuery(query);
        } catch (error) {
          expect(error).toBeInstanceOf(ConfigurationError);
          expect((error as Error).message).toContain('The parameter Query ');
        }
      }),
      { numRuns: 2000 },
    );
  });
});

const piece = fc.oneof(
  fc.constantFrom(
    '"',
    '-',
    '\\',
    ':',
    ',',
    ' ',
    'or',
    'OR ',
    'type:',
    '-lead:',
    'on:',
    '“',
    '\0',
    '&|!()',
    '<->',
    "'",
  ),
  fc.string({ unit: 'binary', maxLength: 4 }),
);
const anyQuery = fc.array(piece, { maxLength: 20 }).map((pieces) => pieces.join(''));
