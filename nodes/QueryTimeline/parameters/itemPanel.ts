import type { IExecuteFunctions } from 'n8n-workflow';
import { z } from 'zod';
import { dateMilliseconds } from '../../core/activity/readTimestamp';
import { ConfigurationError } from '../../core/errors';

/** Expressions give numbers and empty values where a person would type a text. */
export const text = z
  .union([z.string(), z.number().transform(String), z.null()])
  .optional()
  .transform((value) => value ?? '');
/** A list from the panel, or names separated by commas from a text field or an expression. */
export const names = z
  .union([z.array(z.string()), z.string()])
  .nullish()
  .transform((value) => (typeof value === 'string' ? splitNames(value) : (value ?? [])));
/** ISO text, a Date or a luxon DateTime, as `$now` in an expression gives it. */
export const date = z.unknown().transform(dateText).pipe(z.string().nullable());
export const wholeNumber = z.coerce.number();
export const flag = z.boolean();

function splitNames(value: string): string[] {
  return value.split(',').filter((name) => name.trim() !== '');
}

function dateText(value: unknown): unknown {
  if (value === undefined || value === null || value === '') return null;
  const milliseconds = dateMilliseconds(value);
  if (milliseconds === null) return value;
  return Number.isNaN(milliseconds) ? undefined : new Date(milliseconds).toISOString();
}

/** A choice that was not made in the panel is an empty text or nothing. */
export function choiceOf<const Values extends readonly [string, ...string[]]>(values: Values) {
  return z
    .enum(values)
    .or(z.literal('').transform(() => null))
    .nullish()
    .transform((value) => value ?? null);
}

/** The panel as it stands for one item. */
export class ItemPanel {
  private readonly collections = new Map<string, Readonly<Record<string, unknown>>>();

  constructor(
    private readonly context: IExecuteFunctions,
    private readonly itemIndex: number,
  ) {}

  /** IANA name of the workflow's time zone. */
  get timeZone(): string {
    return this.context.getTimezone();
  }

  /** What is entered; `fallback` where the panel does not show the parameter. */
  value(name: string, fallback: unknown): unknown {
    return this.context.getNodeParameter(name, this.itemIndex, fallback as string);
  }

  /** What is entered under *Filters* or *Options*; undefined when it was not added. */
  within(collection: 'filters' | 'options', name: string): unknown {
    const known = this.collections.get(collection);
    const entries = known ?? (this.value(collection, {}) as Readonly<Record<string, unknown>>);
    this.collections.set(collection, entries);
    return entries[name];
  }
}

/**
 * The value as `schema` takes it. zod's own messages can quote the value; these never do.
 * @param label the parameter as the panel shows it
 * @throws ConfigurationError when the value has the wrong type
 */
export function checked<Schema extends z.ZodType>(
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
