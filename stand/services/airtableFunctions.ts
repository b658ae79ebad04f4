/** What a formula counts with; null is an empty cell. */
export type FormulaValue = string | number | boolean | Date | null;

/** A formula that Airtable would refuse with INVALID_FILTER_BY_FORMULA. */
export class InvalidFormulaError extends Error {}

export function asText(value: FormulaValue): string {
  if (value === null) return '';
  return value instanceof Date ? value.toISOString() : String(value);
}

export function isTruthy(value: FormulaValue): boolean {
  return value instanceof Date || Boolean(value);
}

/** Milliseconds since 1970; null for what is no date. */
function asTime(value: FormulaValue | undefined): number | null {
  if (value instanceof Date) return value.getTime();
  const time = typeof value === 'string' ? Date.parse(value) : NaN;
  return Number.isNaN(time) ? null : time;
}

function compareTimes(
  args: readonly FormulaValue[],
  holds: (one: number, other: number) => boolean,
): boolean {
  const [one, other] = [asTime(args[0]), asTime(args[1])];
  // Airtable gives an error for an empty date, and a filter leaves out records with an error.
  return one !== null && other !== null && holds(one, other);
}

function parsedDate(value: FormulaValue): Date | null {
  const time = asTime(value);
  return time === null ? null : new Date(time);
}

const textAt = (args: readonly FormulaValue[], i: number) => asText(args[i] ?? null);
const numberAt = (args: readonly FormulaValue[], i: number) => Number(args[i] ?? 0);

interface FormulaFunction {
  /** Fewest and most arguments. */
  readonly takes: readonly [fewest: number, most: number];
  readonly of: (args: readonly FormulaValue[]) => FormulaValue;
}

const fixed = (count: number, of: FormulaFunction['of']): FormulaFunction => ({
  takes: [count, count],
  of,
});

/**
 * The functions that need neither the record nor the time
 * (support.airtable.com/docs/formula-field-reference), as far as templates and our queue use them.
 */
export const FUNCTIONS: Readonly<Record<string, FormulaFunction>> = {
  AND: { takes: [1, Infinity], of: (args) => args.every(isTruthy) },
  OR: { takes: [1, Infinity], of: (args) => args.some(isTruthy) },
  NOT: fixed(1, ([value = null]) => !isTruthy(value)),
  IF: { takes: [2, 3], of: ([when = null, yes = null, no = null]) => (isTruthy(when) ? yes : no) },
  TRUE: fixed(0, () => true),
  FALSE: fixed(0, () => false),
  BLANK: fixed(0, () => null),
  IS_BEFORE: fixed(2, (args) => compareTimes(args, (one, other) => one < other)),
  IS_AFTER: fixed(2, (args) => compareTimes(args, (one, other) => one > other)),
  DATETIME_PARSE: { takes: [1, 3], of: ([value = null]) => parsedDate(value) },
  LEFT: fixed(2, (args) => textAt(args, 0).slice(0, numberAt(args, 1))),
  RIGHT: fixed(2, (args) => {
    const text = textAt(args, 0);
    return text.slice(Math.max(0, text.length - numberAt(args, 1)));
  }),
  LOWER: fixed(1, (args) => textAt(args, 0).toLowerCase()),
  UPPER: fixed(1, (args) => textAt(args, 0).toUpperCase()),
  TRIM: fixed(1, (args) => textAt(args, 0).trim()),
  LEN: fixed(1, (args) => textAt(args, 0).length),
  CONCATENATE: { takes: [1, Infinity], of: (args) => args.map(asText).join('') },
  FIND: { takes: [2, 2], of: (args) => textAt(args, 1).indexOf(textAt(args, 0)) + 1 },
  SUBSTITUTE: fixed(3, (args) => textAt(args, 0).replaceAll(textAt(args, 1), textAt(args, 2))),
  REGEX_MATCH: fixed(2, (args) => new RegExp(textAt(args, 1)).test(textAt(args, 0))),
  REGEX_REPLACE: fixed(3, (args) =>
    textAt(args, 0).replace(new RegExp(textAt(args, 1), 'g'), textAt(args, 2)),
  ),
};

const ORDERS = {
  '<': (order: number) => order < 0,
  '>': (order: number) => order > 0,
  '<=': (order: number) => order <= 0,
  '>=': (order: number) => order >= 0,
} as const;

export type Comparison = '=' | '!=' | keyof typeof ORDERS;

/** An empty cell equals an empty text; a number never equals its text. */
export function compare(operator: Comparison, one: FormulaValue, other: FormulaValue): boolean {
  if (operator === '=') return isEqual(one, other);
  if (operator === '!=') return !isEqual(one, other);
  if (one === null || other === null) return false;
  const [a, b] = [one, other].map(Number);
  const order =
    typeof one === 'string' && typeof other === 'string'
      ? one.localeCompare(other)
      : (a ?? NaN) - (b ?? NaN);
  return ORDERS[operator](order);
}

function isEqual(one: FormulaValue, other: FormulaValue): boolean {
  if (one instanceof Date && other instanceof Date) return one.getTime() === other.getTime();
  return (one ?? '') === (other ?? '');
}
