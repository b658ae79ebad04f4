import {
  migrationBody,
  migrationChecksum,
  migrationScript,
} from '../../../nodes/core/postgres/migrationFile';

function fileOf(...lines: string[]) {
  const text = ['-- A title', '\\set ON_ERROR_STOP on', 'begin;', ...lines, 'commit;', ''].join(
    '\n',
  );
  return { version: 3, name: 'a_file', text };
}

test('The body is what lies between begin and commit, without lines for psql', () => {
  expect(migrationBody(fileOf('select 1;', 'select 2;'), 'public')).toBe('select 1;\nselect 2;');
});

test.each([
  ['public', `set x to "public"; select 'public'`],
  ['My "odd" one', `set x to "My ""odd"" one"; select 'My "odd" one'`],
  [`it's`, `set x to "it's"; select 'it''s'`],
  ['back\\slash', `set x to "back\\slash"; select  E'back\\\\slash'`],
  ['$1 $&', `set x to "$1 $&"; select '$1 $&'`],
])('The schema %s is put in quoted as a name and as a text', (schema, expected) => {
  expect(migrationBody(fileOf(`set x to :"schema"; select :'schema'`), schema)).toBe(expected);
});

test.each([
  `select '{"a":"schema"}'`,
  `select $$ :"schema" $$`,
  `select $body$ $$ :'schema' $body$`,
  `select ":'schema'"`,
  `-- it's :"schema"`,
])('As with psql, nothing is put into texts, names, bodies and comments: %s', (line) => {
  expect(migrationBody(fileOf(line), 'other')).toBe(line);
});

test('The script for any client is one transaction', () => {
  expect(migrationScript(fileOf(`select :'schema';`), 'book')).toBe(
    `-- 3 a_file\nbegin;\nselect 'book';\ncommit;\n`,
  );
});

test('A file without its begin or commit line is refused', () => {
  expect(() => migrationBody({ version: 3, name: 'a_file', text: 'select 1;' }, 'public')).toThrow(
    'Migration 3 lacks its line "begin;" or "commit;".',
  );
});

test('The checksum changes with any character of the file', () => {
  const checksum = migrationChecksum(fileOf('select 1;'));

  expect(checksum).toMatch(/^[0-9a-f]{64}$/);
  expect(migrationChecksum(fileOf('select 1; '))).not.toBe(checksum);
});
