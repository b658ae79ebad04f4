import {
  attemptsFor,
  DEFAULT_RETRY_POLICY,
  QUEUE_TIME_LIMIT,
  SPOOL_TIME_LIMIT,
} from '../../../nodes/core/delivery/retryPolicy';

/** What n8n grants an execution between SIGTERM and SIGKILL, less what an alert may take. */
const SHUTDOWN_MS = 30_000;
const ALERT_MS = 3000;

describe('the tries that a lane is worth', () => {
  it.each([
    ['transient', 3],
    ['environment', 2],
    ['payload', 1],
    ['conflict', 1],
  ] as const)('of %s are %i by default', (lane, attempts) => {
    expect(attemptsFor(lane, DEFAULT_RETRY_POLICY)).toBe(attempts);
  });

  it('follow Attempts, but an environment failure is confirmed no more than once', () => {
    const five = { ...DEFAULT_RETRY_POLICY, attempts: 5 };
    const one = { ...DEFAULT_RETRY_POLICY, attempts: 1 };
    expect([attemptsFor('transient', five), attemptsFor('environment', five)]).toEqual([5, 2]);
    expect([attemptsFor('transient', one), attemptsFor('environment', one)]).toEqual([1, 1]);
  });
});

describe('the default time limits', () => {
  it('leave room for every phase before n8n must be gone', () => {
    const phases = DEFAULT_RETRY_POLICY.totalTimeLimit + QUEUE_TIME_LIMIT + SPOOL_TIME_LIMIT;
    expect(phases + ALERT_MS).toBeLessThan(SHUTDOWN_MS);
  });
});
