import {
  attemptsFor,
  boundedPolicy,
  DEFAULT_RETRY_POLICY,
  POLICY_BOUNDS,
  QUEUE_TIME_LIMIT,
  type RetryPolicy,
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

describe('the figures of a policy', () => {
  const names = Object.keys(POLICY_BOUNDS) as (keyof RetryPolicy)[];

  it.each(names)('keep %s within its bounds, whatever an expression gives', (name) => {
    const { min, max } = POLICY_BOUNDS[name];
    for (const value of [0, -5, 0.5, 1e12, Infinity, -Infinity]) {
      const figure = boundedPolicy({ [name]: value })[name];
      expect(figure).toBeGreaterThanOrEqual(min);
      expect(figure).toBeLessThanOrEqual(max);
      expect(Number.isInteger(figure)).toBe(true);
    }
  });

  it('are the defaults for what is no number', () => {
    expect(boundedPolicy({ attempts: '2', batchSize: null, firstDelay: NaN })).toEqual(
      DEFAULT_RETRY_POLICY,
    );
  });

  it('are taken as given within the bounds', () => {
    expect(boundedPolicy({ attempts: 2, batchSize: 1 })).toMatchObject({
      attempts: 2,
      batchSize: 1,
    });
  });
});
