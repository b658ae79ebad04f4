import fc from 'fast-check';
import { type InlinedStatement, inlineValues } from '../../../nodes/core/postgres/inlineValues';
import { createEmptyDatabase, type TestDatabase } from '../../support/testDatabase';

let db: TestDatabase;
beforeAll(async () => {
  db = await createEmptyDatabase();
});
afterAll(() => db.drop());

/** Whatever a text can be: also quotes, backslashes and what looks like a place for a value. */
const text = fc
  .oneof(
    fc.string({ unit: 'grapheme' }),
    fc.string({ unit: 'binary' }),
    fc.array(fc.constantFrom("'", '\\', '"', '$1', '$2', '{', '}', ',', 'NULL', '\n', 'E', '😀')),
  )
  .map((value) => (Array.isArray(value) ? value.join('') : value).replaceAll('\0', ''));

const QUERY = `select $1::text as a_text, $2::text[] as texts, $3::int as a_number,
  $4::float8 as a_fraction, $5::uuid[] as uuids, $6::boolean as a_flag, $1::text = $1::text as same`;

describe('a value written into a statement', () => {
  it('means what it means as a parameter', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.tuple(
          fc.option(text),
          fc.array(fc.option(text), { maxLength: 4 }),
          fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
          fc.double(),
          fc.array(fc.uuid(), { maxLength: 3 }),
          fc.option(fc.boolean()),
        ),
        async (values) => {
          const inlined: InlinedStatement = inlineValues(QUERY, values);
          expect(await db.query(inlined)).toEqual(await db.query(QUERY, values));
        },
      ),
      { numRuns: 300 },
    );
  });

  it.each(['on', 'off'])('means the same with standard_conforming_strings %s', async (setting) => {
    const value = `it's \\' a "test" \\n`;
    const client = await db.pool.connect();
    await client.query(`begin; set local standard_conforming_strings = ${setting}`);
    const { rows } = await client.query(inlineValues('select $1::text as value', [value]));
    await client.query('rollback');
    client.release();
    expect(rows).toEqual([{ value }]);
  });

  it('goes nowhere into what is quoted', async () => {
    const quoted = `select $1::text as "a $1 ""b"" '$2", 'it''s "$1' as text, $2::int as "'"`;
    const values = ["value ' $2", 7];
    expect(await db.query(inlineValues(quoted, values))).toEqual(await db.query(quoted, values));
  });

  it.each([[new Date(0)], [undefined], [{}], [['a', ['b']]], ['a\0b']])(
    'is refused when it has no literal: %p',
    (value) => {
      expect(() => inlineValues('select $1', [value])).toThrow(TypeError);
    },
  );

  it('is refused when it is missing', () => {
    expect(() => inlineValues('select $2', ['only one'])).toThrow(TypeError);
  });
});
