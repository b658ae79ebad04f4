/** What a formula can be about: a record's cells, its id, and when somebody changed it. */
export interface FormulaRecord {
  readonly id: string;
  readonly fields: Readonly<Record<string, unknown>>;
  /** ISO 8601. */
  readonly modifiedTime: string;
}

type Value<T> = (record: FormulaRecord) => T;

/** A formula that Airtable would refuse with INVALID_FILTER_BY_FORMULA. */
export class InvalidFormulaError extends Error {}

/**
 * Reads the part of Airtable's formula language that filters of the retry queue use: AND(…), OR(…),
 * NOT(…), FALSE(), IS_BEFORE(date, date) and text='text', where a text is {column}, RECORD_ID() or
 * LEFT(text, count) and a date LAST_MODIFIED_TIME() or DATETIME_PARSE('…')
 * (support.airtable.com/docs/formula-field-reference).
 */
export function parseFormula(formula: string, columns: ReadonlySet<string>): Value<boolean> {
  const parser = new FormulaParser(formula, columns);
  const holds = parser.expression();
  parser.end();
  return holds;
}

/** A cell as formulas and sorting see it. */
export function cellText(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

class FormulaParser {
  private at = 0;

  constructor(
    private readonly text: string,
    private readonly columns: ReadonlySet<string>,
  ) {}

  expression(): Value<boolean> {
    if (this.match(/FALSE\(\)/y)) return () => false;
    if (this.match(/IS_BEFORE\(/y)) return this.isBefore();
    const name = this.match(/(AND|OR|NOT)\(/y)?.[1];
    if (name === undefined) return this.comparison();
    const parts = [this.expression()];
    while (this.match(/,/y)) parts.push(this.expression());
    this.expect(/\)/y);
    if (name === 'AND') return (record) => parts.every((part) => part(record));
    if (name === 'OR') return (record) => parts.some((part) => part(record));
    if (parts.length > 1) throw new InvalidFormulaError('Invalid formula.');
    return (record) => parts.every((part) => !part(record));
  }

  end(): void {
    if (this.at !== this.text.length) throw new InvalidFormulaError('Invalid formula.');
  }

  private comparison(): Value<boolean> {
    const left = this.textValue();
    const [, right] = this.expect(/='([^'\\]*)'/y);
    return (record) => left(record) === right;
  }

  private textValue(): Value<string> {
    if (this.match(/RECORD_ID\(\)/y)) return ({ id }) => id;
    if (this.match(/LEFT\(/y)) {
      const text = this.textValue();
      const [, count] = this.expect(/,(\d+)\)/y);
      return (record) => text(record).slice(0, Number(count));
    }
    const [, column = ''] = this.expect(/\{([^}]+)\}/y);
    if (!this.columns.has(column)) {
      throw new InvalidFormulaError(`Unknown field names: ${column}`);
    }
    return ({ fields }) => cellText(fields[column]);
  }

  private isBefore(): Value<boolean> {
    const one = this.date();
    this.expect(/,/y);
    const other = this.date();
    this.expect(/\)/y);
    return (record) => one(record) < other(record);
  }

  /** Milliseconds since 1970. */
  private date(): Value<number> {
    if (this.match(/LAST_MODIFIED_TIME\(\)/y)) {
      return ({ modifiedTime }) => Date.parse(modifiedTime);
    }
    const [, text = ''] = this.expect(/DATETIME_PARSE\('([^'\\]*)'\)/y);
    return () => Date.parse(text);
  }

  private expect(pattern: RegExp): RegExpExecArray {
    const found = this.match(pattern);
    if (found === null) throw new InvalidFormulaError('Invalid formula.');
    return found;
  }

  private match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    if (found) this.at = pattern.lastIndex;
    return found;
  }
}
