/** Entries of the first claims of a run, and of all that follow. */
const SIZES = [1, 10, 500] as const;

/** Lets a run begin small: what fails for every event then fails for few. */
export class Canary {
  private step = 0;

  /** Most entries to try next. */
  get size(): number {
    return SIZES[this.step] ?? SIZES[2];
  }

  get isGrown(): boolean {
    return this.step === SIZES.length - 1;
  }

  /** Events reached the target: the next claim may be larger. */
  grow(): void {
    this.step = Math.min(this.step + 1, SIZES.length - 1);
  }
}
