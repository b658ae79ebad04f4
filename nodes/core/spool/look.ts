/** How a look at many files is taken, whose length grows with their number. */
export interface Look {
  readonly now: Date;
  /** Bounds a step in time, not the whole. */
  readonly step: <T>(work: () => Promise<T>) => Promise<T>;
}
