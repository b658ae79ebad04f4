type Fields = Readonly<Record<string, unknown>>;

/** A formula that Airtable would refuse with INVALID_FILTER_BY_FORMULA. */
export class InvalidFormulaError extends Error {}

/**
 * Reads the part of Airtable's formula language that filters of the retry queue use:
 * AND(…), OR(…), NOT(…) and {column}='text'.
 */
export function parseFormula(
  formula: string,
  columns: ReadonlySet<string>,
): (fields: Fields) => boolean {
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

  expression(): (fields: Fields) => boolean {
    const name = this.match(/(AND|OR|NOT)\(/y)?.[1];
    if (name === undefined) return this.comparison();
    const parts = [this.expression()];
    while (this.match(/,/y)) parts.push(this.expression());
    if (!this.match(/\)/y)) throw new InvalidFormulaError('Invalid formula.');
    if (name === 'AND') return (fields) => parts.every((part) => part(fields));
    if (name === 'OR') return (fields) => parts.some((part) => part(fields));
    return (fields) => parts.every((part) => !part(fields));
  }

  end(): void {
    if (this.at !== this.text.length) throw new InvalidFormulaError('Invalid formula.');
  }

  private comparison(): (fields: Fields) => boolean {
    const [, column, text] = this.match(/\{([^}]+)\}='([^'\\]*)'/y) ?? [];
    if (column === undefined) throw new InvalidFormulaError('Invalid formula.');
    if (!this.columns.has(column)) {
      throw new InvalidFormulaError(`Unknown field names: ${column}`);
    }
    return (fields) => cellText(fields[column]) === text;
  }

  private match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    if (found) this.at = pattern.lastIndex;
    return found;
  }
}
