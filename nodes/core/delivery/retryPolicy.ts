import type { Lane } from '../writeFailure';

/** Bounds of one execution's delivery, in milliseconds; the figures are those of the README. */
export interface RetryPolicy {
  /** Tries in all when the failure is transient. */
  readonly attempts: number;
  readonly firstDelay: number;
  /** How long the whole database phase of one execution may take. */
  readonly totalTimeLimit: number;
  readonly statementTimeout: number;
  /** Most events per statement; large ones make it fewer (see eventBatches.ts). */
  readonly batchSize: number;
}

/**
 * Three tries at 0, +1 and +4 s outlive an immediate restart of PostgreSQL; 16 s leave room for
 * queue and spool within the 30 s that n8n grants a shutdown.
 */
export const DEFAULT_RETRY_POLICY: RetryPolicy = {
  attempts: 3,
  firstDelay: 1000,
  totalTimeLimit: 16_000,
  statementTimeout: 5000,
  batchSize: 500,
};

type Bounds = { readonly min: number; readonly max: number };

/** What the figures of a policy may be; the most that is allowed still ends before n8n must. */
export const POLICY_BOUNDS: Readonly<Record<keyof RetryPolicy, Bounds>> = {
  attempts: { min: 1, max: 5 },
  firstDelay: { min: 0, max: 5000 },
  totalTimeLimit: { min: 1000, max: DEFAULT_RETRY_POLICY.totalTimeLimit },
  statementTimeout: { min: 100, max: 60_000 },
  batchSize: { min: 1, max: 1000 },
};

/**
 * A policy of the figures asked for, each a whole number within its bounds: an expression can give
 * what the panel refuses, and batches of 0 events would never end. What is no number is the default.
 */
export function boundedPolicy(
  asked: Readonly<Partial<Record<keyof RetryPolicy, unknown>>>,
): RetryPolicy {
  const bounded = (name: keyof RetryPolicy): number => {
    const value = asked[name];
    if (typeof value !== 'number' || Number.isNaN(value)) return DEFAULT_RETRY_POLICY[name];
    const { min, max } = POLICY_BOUNDS[name];
    return Math.min(max, Math.max(min, Math.trunc(value)));
  };
  return {
    attempts: bounded('attempts'),
    firstDelay: bounded('firstDelay'),
    totalTimeLimit: bounded('totalTimeLimit'),
    statementTimeout: bounded('statementTimeout'),
    batchSize: bounded('batchSize'),
  };
}

/** How long all retry queues but the spool may take together to keep what was not written. */
export const QUEUE_TIME_LIMIT = 5000;
/** How long the local spool may take. */
export const SPOOL_TIME_LIMIT = 3000;
/** How long telling people may take, after everything is safe. */
export const ALERT_TIME_LIMIT = 3000;
/** How long waiting entries of the spool may hold up an execution whose own events are safe. */
export const DRAIN_TIME_LIMIT = 2000;

/** An environment failure is confirmed once: a wrong password does not get right by waiting. */
const ENVIRONMENT_ATTEMPTS = 2;

/** How often a failure of this lane is worth a try in this execution. */
export function attemptsFor(lane: Lane, policy: RetryPolicy): number {
  switch (lane) {
    case 'transient':
      return policy.attempts;
    case 'environment':
      return Math.min(ENVIRONMENT_ATTEMPTS, policy.attempts);
    case 'payload':
    case 'conflict':
      return 1;
  }
}
