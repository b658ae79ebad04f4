import type { TimelineLead } from '../../timeline/timelineEvent';
import type { QuotedSchema } from '../identifiers';
import type { Queryable } from '../queryable';
import { LEAD_COLUMNS, leadRows } from './leadColumns';

// Leads whose name and email hold every word of a text, most recently active first.
// Parameters: $1 tenants, $2 limit, and for a text $3 pattern for the index, $4 further ones.
// The expression is that of leads_search_idx; 0008_reading.sql says why it looks like this.
const sql = (schema: QuotedSchema, withText: string): string => `
  select ${LEAD_COLUMNS}
  from ${schema}.leads
  where (tenant_id is null or tenant_id = any($1::text[]))${withText}
  order by last_activity_at desc nulls last, id
  limit $2::int`;

const LEAD_TEXT = `lower((' ' || coalesce(first_name::text, '') || ' ' || coalesce(last_name::text, '')
    || ' ' || coalesce(email::text, '')) collate pg_catalog."default")`;

const WITH_TEXT = `
    and ${LEAD_TEXT} like lower($3::text collate pg_catalog."default")
    and (cardinality($4::text[]) = 0 or ${LEAD_TEXT} like all (array(
      select lower(pattern collate pg_catalog."default") from unnest($4::text[]) as pattern)))`;

export interface LeadTextQuery {
  /** Whose leads, besides those that belong to no tenant. */
  readonly tenants: readonly string[];
  /** Words, each of them anywhere in the name or email; short ones begin a word. Empty: all leads. */
  readonly text: string;
  readonly limit: number;
}

/**
 * Finds the leads of a text by its index. Without a text there is no index by activity to follow:
 * all leads are read and the most recent kept, which costs one scan of the table of leads.
 * @returns no lead for a text without a letter or digit, since an index cannot find any by it
 */
export async function findLeadsByText(
  db: Queryable,
  schema: QuotedSchema,
  { tenants, text, limit }: LeadTextQuery,
): Promise<TimelineLead[]> {
  const words = text.split(BETWEEN_WORDS).filter((word) => word !== '');
  const [longest, ...further] = patternsOf(words);
  if (words.length > 0 && longest === undefined) return [];
  const { rows } =
    longest === undefined
      ? await db.query(sql(schema, ''), [tenants, limit])
      : await db.query(sql(schema, WITH_TEXT), [tenants, limit, longest, further]);
  return leadRows.parse(rows);
}

/** PostgreSQL refuses NUL and lone surrogates; what cannot be stored cannot be looked for. */
const BETWEEN_WORDS = /[\s\0\p{Surrogate}]+/u;
const LETTER_OR_DIGIT = /[\p{L}\p{N}]/u;
/** What a trigram is made of; anything shorter is in the index only where it begins a word. */
const TRIGRAM = /[\p{L}\p{N}]{3}/u;

/** The longest first: it has the most trigrams. */
function patternsOf(words: readonly string[]): string[] {
  const searchable = words.filter((word) => LETTER_OR_DIGIT.test(word));
  return searchable.map(toPattern).sort((a, b) => b.length - a.length);
}

/** The text as a LIKE pattern, its own wildcards taken literally. */
function toPattern(word: string): string {
  const literal = word.replace(/[\\%_]/g, String.raw`\$&`);
  return TRIGRAM.test(word) ? `%${literal}%` : `% ${literal}%`;
}
