import type { ReplayRequest } from '../../nodes/core/replayRetryQueue';
import { EVERY_ENTRY } from '../../nodes/core/retryQueue/entryFilter';
import type { Target } from '../../nodes/core/retryQueue/queueEntry';

/** As the panel asks when nothing is changed: what is due of this target, at most 1,000 entries. */
export function replayRequest(target: Target, changes: Partial<ReplayRequest> = {}): ReplayRequest {
  return {
    ...{ target, source: target, filter: EVERY_ENTRY, limit: 1000, dueOnly: true },
    ...{ includeParked: false, strictOrder: false, dryRun: false, ratePerSecond: null },
    ...changes,
  };
}

/** For runs that nobody asks about later. */
export const nobodyRemembers = {
  worker: 'worker-1',
  remember: () => Promise.resolve(),
};
