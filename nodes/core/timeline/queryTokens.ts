/** A part of a query: a word, a phrase in quotes, or `key:value` with one or more values. */
export type QueryToken =
  | { readonly kind: 'word' | 'phrase'; readonly text: string; readonly unwanted: boolean }
  | {
      readonly kind: 'pair';
      /** Lower case. */
      readonly key: string;
      /** As written, without quotes; an empty one stands where a value is missing. */
      readonly values: readonly string[];
      readonly unwanted: boolean;
    };

/** Whether a key takes one value or, with commas, several; undefined for what is no key. */
export type KeyKind = (key: string) => 'single' | 'list' | undefined;

/** A phone's keyboard writes these for ". */
const CURLY_QUOTES = /[“”„‟]/g;
const BLANKS = /\s*/y;
const KEY = /([a-z]+):/iy;
/** A minus asks for absence when a word or phrase follows at once; `--option` is a word. */
const MINUS = /-(?=[^\s-])/y;

/** Cuts a query into its parts. Every text has some: what is no key and no phrase is a word. */
export function queryTokens(query: string, kindOf: KeyKind): QueryToken[] {
  const scanner = new Scanner(query.replace(CURLY_QUOTES, '"'), kindOf);
  const tokens: QueryToken[] = [];
  for (let token = scanner.next(); token !== undefined; token = scanner.next()) tokens.push(token);
  return tokens;
}

class Scanner {
  private at = 0;
  /** Where the quote is that no other closes; it is a character like any other. */
  private readonly stray: number;

  constructor(
    private readonly text: string,
    private readonly kindOf: KeyKind,
  ) {
    const quotes = text.split('"').length - 1;
    this.stray = quotes % 2 === 1 ? text.lastIndexOf('"') : -1;
  }

  next(): QueryToken | undefined {
    this.take(BLANKS);
    if (this.at >= this.text.length) return undefined;
    const unwanted = this.take(MINUS) !== undefined;
    const phrase = this.quoted();
    if (phrase !== undefined) return { kind: 'phrase', text: phrase, unwanted };
    return this.pair(unwanted) ?? { kind: 'word', text: this.run(/[^\s"]/), unwanted };
  }

  private pair(unwanted: boolean): QueryToken | undefined {
    const start = this.at;
    const key = this.take(KEY)?.[1]?.toLowerCase();
    const kind = key === undefined ? undefined : this.kindOf(key);
    if (key !== undefined && kind !== undefined) {
      const values = this.values(kind);
      // A quote that is never closed must not turn into a missing value.
      const isStray = this.stray >= start && this.stray < this.at;
      const given = isStray ? values.filter((value) => value !== '') : values;
      if (given.length > 0) return { kind: 'pair', key, values: given, unwanted };
    }
    this.at = start;
    return undefined;
  }

  private values(kind: 'single' | 'list'): string[] {
    const values: string[] = [];
    do {
      const value = this.quoted() ?? this.run(kind === 'list' ? /[^\s",]/ : /[^\s"]/);
      values.push(value.replaceAll('"', '').trim());
    } while (kind === 'list' && this.take(/,/y) !== undefined);
    return values;
  }

  /** What stands between two quotes, when the first of them is here. */
  private quoted(): string | undefined {
    if (this.text[this.at] !== '"' || this.at === this.stray) return undefined;
    const end = this.text.indexOf('"', this.at + 1);
    const inside = this.text.slice(this.at + 1, end);
    this.at = end + 1;
    return inside;
  }

  private run(allowed: RegExp): string {
    const start = this.at;
    while (this.at < this.text.length && this.isInRun(allowed)) this.at += 1;
    return this.text.slice(start, this.at);
  }

  private isInRun(allowed: RegExp): boolean {
    return this.at === this.stray || allowed.test(this.text[this.at] ?? '');
  }

  private take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text) ?? undefined;
    this.at += found?.[0].length ?? 0;
    return found;
  }
}
