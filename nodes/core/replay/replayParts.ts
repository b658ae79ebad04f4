import type { Clock, RandomSource } from '../ports';
import type { ReplaySink } from '../sinks/eventSink';
import type { LeadOrder } from './leadOrder';

export interface ReplayParts {
  readonly sink: ReplaySink;
  /** Rejects when the target is not fit. */
  readonly probe: () => Promise<void>;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly signal?: AbortSignal | undefined;
  /** `clock.elapsed()` at which nothing more is tried. */
  readonly deadline: number;
}

/** How a run writes. */
export interface ReplayManner {
  /** Writes and takes it back. Default: no. */
  readonly dryRun?: boolean;
  /** Events per second; null: no bound, which is the default. */
  readonly ratePerSecond?: number | null;
}

/** Bounds of one claim's replay. */
export interface ClaimBounds {
  /** `clock.elapsed()` at which what is left goes back. Default: the run's. */
  readonly deadline?: number;
  /** Default: order does not matter. */
  readonly order?: LeadOrder | null;
}
