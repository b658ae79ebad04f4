/** The statements that faults are aimed at. */
export const INSERT = /insert into \S*lead_activity_log\b/i;
export const COMMIT = /^\s*commit\b/i;
export const BEGIN = /^\s*begin\b/i;
export const QUEUE_PUT = /insert into \S*activity_retry_queue\b/i;

/**
 * What happens to a statement on its way.
 * - `reset`, `finish`: the connection is cut (RST, FIN) and the server never sees the statement.
 * - `swallowAnswer`: the server works, its whole answer is dropped, then RST.
 * - `blackHole`: from here on nothing passes in either direction; the connections stay open.
 * - `muteAnswer`: the server works, no answer ever comes; the connections stay open.
 * - `holdRequest`, `holdAnswer`: waits for `release()`, even when the client is gone by then.
 * - `delay`: the statement reaches the server later.
 * - `replace`: the server gets another statement instead (of a simple query only).
 */
export type StatementFault =
  | { readonly kind: 'reset' | 'finish' | 'swallowAnswer' | 'blackHole' | 'muteAnswer' }
  | { readonly kind: 'holdRequest' | 'holdAnswer' }
  | { readonly kind: 'delay'; readonly milliseconds: number }
  | { readonly kind: 'replace'; readonly by: string };

export interface FaultPlan {
  /** Tested against the SQL of each Query and Parse message. */
  readonly on: RegExp;
  readonly fault: StatementFault;
  /** How often; once by default, `Infinity` for always. */
  readonly times?: number;
  /** Asked at each match, e.g. a throw of dice; true by default. */
  readonly when?: () => boolean;
}

/** A fault that waits for its statement, and what has come of it. */
export class PlannedFault {
  /** How often it happened. */
  count = 0;
  /** Command tags of the answers that were swallowed, e.g. `COMMIT`. */
  readonly swallowed: string[] = [];
  private readonly released: Promise<void>;
  private letGo: () => void = () => undefined;

  constructor(private readonly plan: FaultPlan) {
    this.released = new Promise((resolve) => (this.letGo = resolve));
  }

  get fault(): StatementFault {
    return this.plan.fault;
  }

  /** @returns whether the fault happens to this statement; then it is counted */
  meets(sql: string): boolean {
    const { on, times = 1, when = () => true } = this.plan;
    if (this.count >= times || !on.test(sql) || !when()) return false;
    this.count++;
    return true;
  }

  /** Lets pass what is held, and whatever it would hold later. */
  release(): void {
    this.letGo();
  }

  untilReleased(): Promise<void> {
    return this.released;
  }
}
