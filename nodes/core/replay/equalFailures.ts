import type { WriteFailure } from '../writeFailure';

/** Equal failures of single entries in a row that speak for the target being at fault. */
const MOST = 5;

/**
 * Counts failures of single events in a row that are alike in lane and code. A lock, an overload or
 * a broken constraint fails every event of a target that looks fit: better to stop than to burn the
 * replays of a whole queue, or to park it.
 */
export class EqualFailures {
  private kind = '';
  private times = 0;

  /** An event reached the target. */
  end(): void {
    this.times = 0;
  }

  /** @returns why the run must stop, if it must */
  count(failure: WriteFailure): string | null {
    const { lane, code, message } = failure;
    if (isOwnToEvent(failure)) return null;
    const kind = `${lane} ${code}`;
    this.times = this.kind === kind ? this.times + 1 : 1;
    this.kind = kind;
    if (this.times < MOST) return null;
    return `${this.times} events in a row failed alike: ${message} (${code})`;
  }
}

/** Its own identity, or its own parent that has yet to arrive. */
function isOwnToEvent({ lane, waitsForParent }: WriteFailure): boolean {
  return lane === 'conflict' || waitsForParent;
}
