import type { Clock } from '../../nodes/core/ports';

/** Time that passes `times` as fast, so that pauses of minutes fit into a run. */
export function hurriedClock(clock: Clock, times: number): Clock {
  return {
    now: () => clock.now(),
    elapsed: () => clock.elapsed() * times,
    sleep: (milliseconds, signal) => clock.sleep(milliseconds / times, signal),
  };
}
