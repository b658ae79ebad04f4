import type { IExecuteFunctions } from 'n8n-workflow';
import { z } from 'zod';
import { dateMilliseconds } from '../core/activity/readTimestamp';
import { valueShape } from '../core/activity/valueShape';
import { invalidParameter } from '../core/timeline/invalidParameter';

const word = z.union([z.string(), z.number().transform(String)]);

// Each schema's description says in an error what it takes.

/** Expressions give numbers and empty values where a person would type a text. */
export const text = word
  .nullish()
  .transform((value) => value ?? '')
  .describe('a text or a number');
/** A list from the panel, or names separated by commas from a text field or an expression. */
export const names = z
  .union([z.array(word), word])
  .nullish()
  .transform((value) => (typeof value === 'string' ? splitNames(value) : (value ?? [])))
  .describe('names separated by commas, or a list of texts or numbers');
/** ISO text, a Date or a luxon DateTime, as `$now` in an expression gives it. */
export const date = z
  .unknown()
  .transform(dateText)
  .pipe(z.string().nullable())
  .describe('a date as ISO 8601 text or as an expression like $now gives it');
/** In which range is for core to check. */
export const number = z
  .union([z.number(), z.string().trim().min(1).transform(Number).pipe(z.number())])
  .describe('a number');
export const flag = z.boolean().describe('true or false');

function splitNames(value: string): string[] {
  return value.split(',').filter((name) => name.trim() !== '');
}

function dateText(value: unknown): unknown {
  if (value === undefined || value === null || value === '') return null;
  const milliseconds = dateMilliseconds(value);
  if (milliseconds === null) return value;
  return Number.isNaN(milliseconds) ? undefined : new Date(milliseconds).toISOString();
}

export function choiceOf<const Values extends readonly [string, ...string[]]>(values: Values) {
  return z.enum(values).describe(`one of ${values.join(', ')}`);
}

/** A choice that was not made in the panel is an empty text or nothing. */
export function optionalChoiceOf<const Values extends readonly [string, ...string[]]>(
  values: Values,
) {
  return z
    .enum(values)
    .or(z.literal('').transform(() => null))
    .nullish()
    .transform((value) => value ?? null)
    .describe(`one of ${values.join(', ')}, or empty`);
}

type Collection = 'filters' | 'options';

const LABELS: Readonly<Record<Collection, string>> = { filters: 'Filters', options: 'Options' };

/** The panel makes it, but a workflow that was written by hand may hold anything there. */
const COLLECTION = z
  .record(z.string(), z.unknown())
  .nullish()
  .transform((value) => value ?? {})
  .describe('an object');

/** The panel as it stands for one item. */
export class ItemPanel {
  private readonly collections = new Map<Collection, Readonly<Record<string, unknown>>>();

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
  within(collection: Collection, name: string): unknown {
    return this.entries(collection)[name];
  }

  /** Whether it was added, even if its expression gives nothing for this item. */
  has(collection: Collection, name: string): boolean {
    return Object.hasOwn(this.entries(collection), name);
  }

  private entries(collection: Collection): Readonly<Record<string, unknown>> {
    const known = this.collections.get(collection);
    if (known !== undefined) return known;
    const entries = checked(LABELS[collection], COLLECTION, this.value(collection, {}));
    this.collections.set(collection, entries);
    return entries;
  }
}

/**
 * The value as `schema` takes it. zod's own messages can quote the value; these never do.
 * @param label the parameter as the panel shows it
 * @param schema its description says what it takes, after *must be*
 * @throws ConfigurationError when the value has the wrong type
 */
export function checked<Schema extends z.ZodType>(
  label: string,
  schema: Schema,
  value: unknown,
): z.infer<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw invalidParameter(
    `The parameter ${label} must be ${schema.description ?? 'of another type'}; it is ${valueShape(value)}.`,
    `Enter ${label} plainly, or check that its expression gives such a value for this item.`,
  );
}
