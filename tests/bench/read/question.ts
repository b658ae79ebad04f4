/** Somebody who answers a question in their own way. */
export interface Reader {
  readonly name: string;
  /**
   * Asks and waits for the answer. Whoever is asked in the same turn is asked for the same; turns
   * below 0 are not measured.
   * @returns how much was found: rows, events or counted events
   */
  read(turn: number): Promise<number>;
}

/** A reader to compare with, by the median. */
export interface Peer {
  readonly reader: Reader;
  /** The least ratio of the peer's time to ours that is the goal. */
  readonly goal?: number;
}

/** What somebody wants to know of the log, and who answers it. */
export interface Question {
  readonly name: string;
  readonly ours: Reader;
  readonly peers: readonly Peer[];
  /** The goal in milliseconds at 10 million events, for the slowest of a hundred. */
  readonly allowed?: number;
  /** Whether the goal is the same for a small log. */
  readonly isOfAnySize?: boolean;
  /** Most rounds that are measured; a reader that takes long is asked less often. */
  readonly rounds: number;
  /** Whether it may be that no answer holds anything. */
  readonly mayBeEmpty?: boolean;
  /** Its work is all events, so twice as many take twice as long: no goal for the growth. */
  readonly readsAll?: boolean;
}
