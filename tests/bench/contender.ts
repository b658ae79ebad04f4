/** Somebody who writes a batch of events in their own way. */
export interface Contender {
  readonly name: string;
  /**
   * Makes everything ready that is not to be measured.
   * @returns what is measured: writes `count` events
   */
  prepare(count: number): Promise<() => Promise<unknown>>;
  /** Rows of one batch; 0 for who writes nothing. Default: as many as events. */
  readonly writesNothing?: boolean;
  end?(): Promise<void>;
}
