import type { IExecuteFunctions } from 'n8n-workflow';
import { z } from 'zod';
import { dateMilliseconds } from '../core/activity/readTimestamp';
import { ConfigurationError } from '../core/errors';
import {
  DEFAULT_LIMIT,
  DEFAULT_STATEMENT_TIMEOUT,
  DEFAULT_TENANT,
  type TimelineRequest,
  type TimelineSubject,
} from '../core/timeline/timelineRequest';

/** What the panel asks for item i. */
export interface TimelineParameters {
  readonly request: TimelineRequest;
  readonly returnAll: boolean;
  readonly output: 'itemPerEvent' | 'timeline';
  readonly simplify: boolean;
  readonly schema: string;
}

/** Expressions give numbers and empty values where a person would type a text. */
const text = z
  .union([z.string(), z.number().transform(String), z.null()])
  .optional()
  .transform((value) => value ?? '');
/** A list from the panel, or names separated by commas from an expression. */
const names = z
  .union([z.array(z.string()), z.string()])
  .nullish()
  .transform((value) => (typeof value === 'string' ? splitNames(value) : (value ?? [])));
/** ISO text, a Date or a luxon DateTime, as `$now` in an expression gives it. */
const date = z.unknown().transform(dateText).pipe(z.string().nullable());
const wholeNumber = z.coerce.number();

function splitNames(value: string): string[] {
  return value.split(',').filter((name) => name.trim() !== '');
}

function dateText(value: unknown): unknown {
  if (value === undefined || value === null || value === '') return null;
  const milliseconds = dateMilliseconds(value);
  if (milliseconds === null) return value;
  return Number.isNaN(milliseconds) ? undefined : new Date(milliseconds).toISOString();
}

/**
 * Reads the panel for one item.
 * @throws ConfigurationError naming the parameter whose value has the wrong type
 */
export function readParameters(context: IExecuteFunctions, itemIndex: number): TimelineParameters {
  const get = (name: string, fallback: unknown): unknown =>
    context.getNodeParameter(name, itemIndex, fallback as string);
  const filters = new Map(Object.entries(get('filters', {}) as object));
  const options = new Map(Object.entries(get('options', {}) as object));
  const returnAll = checked('Return All', z.boolean(), get('returnAll', false));
  const tenant = checked('Filters: Tenant', text, filters.get('tenant') ?? DEFAULT_TENANT);
  return {
    request: {
      subject: readSubject(get),
      filters: {
        eventTypes: checked('Filters: Event Type Names or IDs', names, filters.get('eventTypes')),
        categories: checked('Filters: Category Names or IDs', names, filters.get('categories')),
        after: checked('Filters: After', date, filters.get('after')),
        before: checked('Filters: Before', date, filters.get('before')),
        tenant,
      },
      limit: returnAll ? DEFAULT_LIMIT : checked('Limit', wholeNumber, get('limit', DEFAULT_LIMIT)),
      cursor: returnAll ? null : checked('Cursor', text, get('cursor', '')),
      timeZone: context.getTimezone(),
      statementTimeout: checked(
        'Options: Statement Timeout',
        wholeNumber,
        options.get('statementTimeout') ?? DEFAULT_STATEMENT_TIMEOUT,
      ),
    },
    returnAll,
    output: checked('Output', z.enum(['itemPerEvent', 'timeline']), get('output', 'itemPerEvent')),
    simplify: checked('Simplify', z.boolean(), get('simplify', true)),
    schema: checked('Options: Schema', text, options.get('schema') ?? 'public'),
  };
}

const SUBJECTS = ['lead', 'entity', 'user', 'execution'] as const;
const LEAD_BY = ['id', 'airtableId', 'email', 'any'] as const;
const VALUE_LABELS = { entity: 'Entity ID', user: 'User ID', execution: 'Execution ID' } as const;

function readSubject(get: (name: string, fallback: unknown) => unknown): TimelineSubject {
  const kind = checked('Subject', z.enum(SUBJECTS), get('subject', 'lead'));
  if (kind !== 'lead') {
    return { kind, value: checked(VALUE_LABELS[kind], text, get('subjectValue', '')) };
  }
  const by = checked('Find Lead By', z.enum(LEAD_BY), get('leadBy', 'any'));
  return { kind, by, value: checked('Lead', text, get('leadValue', '')) };
}

/** zod's own messages can quote the value; these never do. */
function checked<Schema extends z.ZodType>(
  label: string,
  schema: Schema,
  value: unknown,
): z.infer<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new ConfigurationError({
    message: `The parameter ${label} has a value of the wrong type.`,
    hint: `Check the expression of ${label}: its description says what it takes.`,
    code: 'invalid_parameter',
  });
}
