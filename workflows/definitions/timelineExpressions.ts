/** The query as Query Timeline takes it, or the field that is wrong. */
export const READ_QUERY = `={{ (() => {
  const { type, category, from, to, limit, cursor } = $json.query;
  const list = (value) => [value ?? []].flat().join(',').split(',').map((name) => name.trim()).filter(Boolean);
  const isDate = (value) => value === undefined || value === '' || DateTime.fromISO(value).isValid;
  const wanted = limit === undefined || limit === '' ? $json.defaultLimit : Number(limit);
  const problems = [
    ['limit', !Number.isInteger(wanted) || wanted < 1 || wanted > $json.maximumLimit, 'limit must be a whole number from 1 to ' + $json.maximumLimit + '.'],
    ['from', !isDate(from), 'from must be a date in ISO 8601.'],
    ['to', !isDate(to), 'to must be a date in ISO 8601.'],
  ];
  const [field, , problem] = problems.find(([, isWrong]) => isWrong) ?? ['', false, ''];
  return {
    lead: $json.params.id,
    types: list(type),
    categories: list(category),
    from: from ?? '',
    to: to ?? '',
    limit: wanted,
    cursor: cursor ?? '',
    field,
    problem,
  };
})() }}` as const;

/** What a caller can get wrong: names of the query, and the lead in the path. */
type QueryField = 'id' | 'type' | 'category' | 'from' | 'to' | 'limit' | 'cursor';

/** A mistake of the caller, told by how the words of Query Timeline begin. */
interface Mistake {
  readonly begins: string;
  readonly field: QueryField;
  /** For the caller, who knows no panel. Without them, the first words of the node do. */
  readonly words?: string;
}

const DATE = 'must be a date in ISO 8601, e.g. 2025-11-07T14:30:00Z.';

/** The first that fits holds; what fits none is no mistake of the caller. */
const MISTAKES: readonly Mistake[] = [
  { begins: 'The event type ', field: 'type' },
  { begins: 'The category ', field: 'category' },
  {
    begins: 'Filters: Event Type Names or IDs ',
    field: 'type',
    words: 'type must be the name of an event type, or several separated by commas.',
  },
  {
    begins: 'Filters: Category Names or IDs ',
    field: 'category',
    words: 'category must be the name of a category, or several separated by commas.',
  },
  {
    begins: 'Filters: After is not earlier ',
    field: 'from',
    words: 'from must be earlier than to.',
  },
  { begins: 'Filters: After ', field: 'from', words: `from ${DATE}` },
  { begins: 'Filters: Before ', field: 'to', words: `to ${DATE}` },
  { begins: 'Limit ', field: 'limit', words: 'limit is more than one page can hold.' },
  {
    begins: 'Cursor ',
    field: 'cursor',
    words:
      'cursor must be the nextCursor or previousCursor of another page, unchanged, with the same id, type, category, from and to. Leave it out to start at the newest event.',
  },
  {
    begins: 'Lead ',
    field: 'id',
    words: 'id must be the UUID, the Airtable record id or the e-mail address of a lead.',
  },
  {
    begins: 'More than ',
    field: 'id',
    words: 'Too many leads have this e-mail address. Name the lead by UUID or Airtable record id.',
  },
];

/** 400 with the field that is wrong, or 500 with what the node says: `{ statusCode, body }`. */
export const EXPLAIN_FAILURE = `={{ (() => {
  const mistakes = ${JSON.stringify(MISTAKES, null, 2).replaceAll('\n', '\n  ')};
  const said = $json.error.replace(/^The parameter /, '');
  const mistake = mistakes.find(({ begins }) => said.startsWith(begins));
  if (mistake === undefined) return { statusCode: 500, body: { error: $json.error } };
  const [unknown] = said.split(' in Filters: ');
  const [advice = ''] = said.match(/ Did you mean [^?]+[?]/) ?? [];
  const error = mistake.words ?? unknown + ' is not known.' + advice;
  return { statusCode: 400, body: { error, field: mistake.field } };
})() }}` as const;
