import type { Column } from '../../../stand/services/airtableColumns';
import { parseFormula } from '../../../stand/services/airtableFormula';

const NOW = new Date('2026-03-01T08:00:00.000Z');
const COLUMNS = new Map<string, Column>([
  ['Name', 'text'],
  ['Phone', 'text'],
  ['Step', 'number'],
  ['Due At', 'dateTime'],
  ['Empty', 'text'],
  ['Empty Date', 'dateTime'],
]);
const RECORD = {
  id: 'rec00000000000001',
  modifiedTime: '2026-03-01T07:00:00.000Z',
  fields: {
    Name: `O'Neil "JD" \\`,
    Phone: '+1 (408) 555-1234',
    Step: 2,
    'Due At': '2026-03-01T07:59:59.000Z',
  },
};

const holds = (formula: string) => parseFormula(formula, COLUMNS)(RECORD, NOW);

describe('a formula of Airtable', () => {
  it.each([
    [`{Name}='O\\'Neil "JD" \\\\'`],
    [`{Name} = "O'Neil \\"JD\\" \\\\"`],
    [`RIGHT(REGEX_REPLACE({Phone}&'','[^0-9]',''),10)='4085551234'`],
    [`LOWER({Name})=LOWER("O'NEIL \\"jd\\" \\\\")`],
    ['{Step}=2'],
    ['AND({Step}>=2, {Step}<3, {Step}!=1)'],
    ['OR(FALSE(), NOT({Step}=1))'],
    ['IS_BEFORE({Due At}, NOW())'],
    ['{Due At}<=NOW()'],
    [`IS_AFTER({Due At}, DATETIME_PARSE('2026-03-01T07:00:00Z'))`],
    ['IS_BEFORE(LAST_MODIFIED_TIME(), NOW())'],
    [`{Empty}=''`],
    ['{Empty}=BLANK()'],
    ['NOT({Empty})'],
    [`RECORD_ID()='rec00000000000001'`],
    [`IF({Step}=2, 'yes', BLANK())`],
    [`FIND('555', {Phone})`],
    [`SUBSTITUTE({Phone}, '-', '')='+1 (408) 5551234'`],
    [`REGEX_MATCH({Phone}, '^[+]1')`],
    [`LEFT({Phone}, 2)='+1'`],
    [`CONCATENATE(TRIM(' a '), UPPER('b'), LEN('ccc'))='aB3'`],
  ])('%s holds', (formula) => {
    expect(holds(formula)).toBe(true);
  });

  it.each([
    ['{Step}=1'],
    // A number is no text.
    [`{Step}='2'`],
    [`{Name}='o\\'neil'`],
    ['IS_BEFORE({Empty Date}, NOW())'],
    ['IS_AFTER({Empty Date}, NOW())'],
    ['{Empty Date}<NOW()'],
    ['IS_AFTER({Due At}, NOW())'],
    [`FIND('999', {Phone})`],
    ['{Empty}'],
  ])('%s does not hold', (formula) => {
    expect(holds(formula)).toBe(false);
  });

  it.each([
    [`{Name}='O'Neil'`],
    [`{Nothing}='x'`],
    ['{Step}='],
    ['AND({Step}=2'],
    ['UNKNOWN({Step})'],
    ['NOT({Step}, {Step})'],
    ['{Step}=2)'],
  ])('%s is refused', (formula) => {
    expect(() => holds(formula)).toThrow();
  });
});
