import { type Column, cellText, type Fields } from './airtableColumns';
import {
  asText,
  compare,
  type Comparison,
  type FormulaValue,
  FUNCTIONS,
  InvalidFormulaError,
  isTruthy,
} from './airtableFunctions';

/** What a formula can be about: a record's cells, its id, and when somebody changed it. */
export interface FormulaRecord {
  readonly id: string;
  readonly fields: Readonly<Fields>;
  /** ISO 8601. */
  readonly modifiedTime: string;
}

interface Circumstances {
  readonly record: FormulaRecord;
  readonly now: Date;
}

type Evaluation = (circumstances: Circumstances) => FormulaValue;

/**
 * Reads a formula of filterByFormula: columns, texts in either quotes with `\` before a quote, numbers,
 * comparisons, `&` and the functions of airtableFunctions.ts besides RECORD_ID(), NOW() and
 * LAST_MODIFIED_TIME().
 * @throws InvalidFormulaError for what Airtable would refuse
 */
export function parseFormula(
  formula: string,
  columns: ReadonlyMap<string, Column>,
): (record: FormulaRecord, now: Date) => boolean {
  const parser = new FormulaParser(formula, columns);
  const value = parser.expression();
  parser.end();
  return (record, now) => isTruthy(value({ record, now }));
}

/** Functions of the record and the time. */
const SURROUNDINGS: Readonly<Record<string, Evaluation>> = {
  RECORD_ID: ({ record }) => record.id,
  LAST_MODIFIED_TIME: ({ record }) => new Date(record.modifiedTime),
  NOW: ({ now }) => now,
};

class FormulaParser {
  private at = 0;

  constructor(
    private readonly text: string,
    private readonly columns: ReadonlyMap<string, Column>,
  ) {}

  expression(): Evaluation {
    const left = this.joined();
    const operator = this.match(/<=|>=|!=|=|<|>/y)?.[0] as Comparison | undefined;
    if (operator === undefined) return left;
    const right = this.joined();
    return (about) => compare(operator, left(about), right(about));
  }

  end(): void {
    this.match(/\s*/y);
    if (this.at !== this.text.length) throw new InvalidFormulaError('Invalid formula.');
  }

  private joined(): Evaluation {
    const parts = [this.value()];
    while (this.match(/&/y)) parts.push(this.value());
    const [first, ...rest] = parts;
    if (first !== undefined && rest.length === 0) return first;
    return (about) => parts.map((part) => asText(part(about))).join('');
  }

  private value(): Evaluation {
    const quoted = this.match(/'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"/sy);
    if (quoted) {
      const text = (quoted[1] ?? quoted[2] ?? '').replace(/\\(.)/gs, '$1');
      return () => text;
    }
    const number = this.match(/-?\d+(\.\d+)?/y);
    if (number) return () => Number(number[0]);
    if (this.match(/\(/y)) {
      const inner = this.expression();
      this.expect(/\)/y);
      return inner;
    }
    const column = this.match(/\{([^}]+)\}/y)?.[1];
    return column === undefined ? this.call() : this.cell(column);
  }

  private cell(name: string): Evaluation {
    const column = this.columns.get(name);
    if (column === undefined) throw new InvalidFormulaError(`Unknown field names: ${name}`);
    return ({ record }) => {
      const value = record.fields[name];
      if (column === 'number') return typeof value === 'number' ? value : null;
      const text = cellText(value);
      if (column !== 'dateTime') return text;
      return text === '' ? null : new Date(text);
    };
  }

  private call(): Evaluation {
    const [, name = ''] = this.expect(/([A-Z_]+)\(/y);
    const args: Evaluation[] = [];
    if (!this.match(/\)/y)) {
      do args.push(this.expression());
      while (this.match(/,/y));
      this.expect(/\)/y);
    }
    const surrounding = SURROUNDINGS[name];
    if (surrounding !== undefined && args.length === 0) return surrounding;
    const known = FUNCTIONS[name];
    if (known === undefined || args.length < known.takes[0] || args.length > known.takes[1]) {
      throw new InvalidFormulaError('Invalid formula.');
    }
    return (about) => known.of(args.map((arg) => arg(about)));
  }

  private expect(pattern: RegExp): RegExpExecArray {
    const found = this.match(pattern);
    if (found === null) throw new InvalidFormulaError('Invalid formula.');
    return found;
  }

  /** White space before the pattern means nothing. */
  private match(pattern: RegExp): RegExpExecArray | null {
    const blank = /\s*/y;
    blank.lastIndex = this.at;
    pattern.lastIndex = this.at + (blank.exec(this.text)?.[0].length ?? 0);
    const found = pattern.exec(this.text);
    if (found) this.at = pattern.lastIndex;
    return found;
  }
}
