/** What one run of Replay did, as it is remembered. Times are ISO 8601. */
export interface ReplayRun {
  readonly startedAt: string;
  readonly endedAt: string;
  /** Host and process. */
  readonly worker: string;
  readonly replayed: number;
  /** Were in the table already. */
  readonly duplicates: number;
  /** Tried, and waiting for the next try. */
  readonly failed: number;
  /** Tried, and now in need of a person. */
  readonly parked: number;
  /** Given back untried. */
  readonly skipped: number;
  /** Null when the run came to its natural end. */
  readonly stoppedBecause: string | null;
}
