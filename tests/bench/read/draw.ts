/** Numbers that look random and are the same for the same seed (mulberry32, public domain). */
export class Draw {
  constructor(private state: number) {}

  /** In [0, 1). */
  fraction(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number from 0 to `limit` - 1, all alike. */
  below(limit: number): number {
    return Math.floor(this.fraction() * limit);
  }

  /** Likewise, but low numbers come far more often, as by Zipf: 0 has a share of limit^(-1/3). */
  skewed(limit: number): number {
    return Math.floor(this.fraction() ** 3 * limit);
  }

  /** As many hexadecimal digits, at most 8. */
  hex(digits: number): string {
    return this.below(16 ** digits)
      .toString(16)
      .padStart(digits, '0');
  }
}
