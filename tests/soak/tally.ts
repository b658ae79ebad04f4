/** Counts what really happened, by name. */
export class Tally {
  private readonly counts = new Map<string, number>();

  add(name: string, count = 1): void {
    this.counts.set(name, this.of(name) + count);
  }

  of(name: string): number {
    return this.counts.get(name) ?? 0;
  }

  /** Counts of the names with a prefix, by the rest of the name, in order. */
  under(prefix: string): Record<string, number> {
    const found = [...this.counts].filter(([name]) => name.startsWith(prefix)).sort();
    return Object.fromEntries(found.map(([name, count]) => [name.slice(prefix.length), count]));
  }
}

/** The name under which failures with a code are counted. */
export function failureName(code: string): string {
  return `failure ${code}`;
}
