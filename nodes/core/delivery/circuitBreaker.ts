import type { Clock } from '../ports';
import { WriteFailure } from '../writeFailure';

/** Milliseconds for which nobody tries once the circuit is open. */
const OPEN_MS = 30_000;
/** Batches in a row that used up their tries before it opens. */
const MOST_EXHAUSTED = 2;
/** Targets of one process; the one not used for longest is forgotten. */
const MOST_TARGETS = 200;

/** Whether a batch may be tried: as the policy says, once, or not at all and why. */
export type Admission =
  | { readonly kind: 'allTries' }
  | { readonly kind: 'oneTry' }
  | { readonly kind: 'refused'; readonly failure: WriteFailure };

interface Open {
  readonly cause: WriteFailure;
  /** `Clock.elapsed()` from which one caller may try. */
  readonly until: number;
}

/**
 * Spares executions the tries that just failed for others: open for 30 s once two batches in a row
 * used up their tries, then half-open: one caller has one try. Time is `Clock.elapsed()`.
 */
export class CircuitBreaker {
  private exhausted = 0;
  private open: Open | null = null;

  constructor(private readonly clock: Clock) {}

  /** False while the target is presumed to be out of order, also when one caller tries it. */
  get isClosed(): boolean {
    return this.open === null;
  }

  /** Asked before every batch; whoever gets `oneTry` is the only one for the next 30 s. */
  admit(): Admission {
    if (this.open === null) return { kind: 'allTries' };
    const { cause, until } = this.open;
    if (this.clock.elapsed() < until) return { kind: 'refused', failure: refusal(cause) };
    this.reopen(cause);
    return { kind: 'oneTry' };
  }

  /** The target answered, be it to refuse an event. */
  answered(): void {
    this.exhausted = 0;
    this.open = null;
  }

  /** A batch used up its tries in an outage. */
  failed(cause: WriteFailure): void {
    this.exhausted++;
    if (this.open !== null || this.exhausted >= MOST_EXHAUSTED) this.reopen(cause);
  }

  private reopen(cause: WriteFailure): void {
    this.open = { cause, until: this.clock.elapsed() + OPEN_MS };
  }
}

function refusal(cause: WriteFailure): WriteFailure {
  return new WriteFailure({
    lane: cause.lane,
    code: 'circuit_open',
    message: `The database was not tried, because it failed a moment ago: ${cause.message} (${cause.code})`,
    hint: cause.hint,
    cause,
  });
}

/** The breakers of one process by target, shared by its executions. */
export class CircuitBreakers {
  private readonly byTarget = new Map<string, CircuitBreaker>();

  constructor(private readonly clock: Clock) {}

  /** @param target see `targetKey` */
  of(target: string): CircuitBreaker {
    const breaker = this.byTarget.get(target) ?? new CircuitBreaker(this.clock);
    // Set anew, it is the last to be forgotten.
    this.byTarget.delete(target);
    this.byTarget.set(target, breaker);
    const [oldest] = this.byTarget.keys();
    if (oldest !== undefined && this.byTarget.size > MOST_TARGETS) this.byTarget.delete(oldest);
    return breaker;
  }
}
