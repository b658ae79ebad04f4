import type { Target } from '../../core/retryQueue/queueEntry';
import { checked, flag, type ItemPanel, names, number } from '../../n8n/itemPanel';
import { DEFAULT_PURGE_DAYS, PURGEABLE_STATES } from '../properties/purge';
import { readSource } from './readPlace';

/** What Purge asks for; core refuses states that are not to be purged. */
export interface PurgeParameters {
  readonly target: Target;
  readonly states: readonly string[];
  readonly olderThanDays: number;
  readonly dryRun: boolean;
}

/** @throws ConfigurationError naming the parameter that cannot be used */
export function readPurgeRequest(panel: ItemPanel, target: Target): PurgeParameters {
  const days = panel.value('olderThanDays', DEFAULT_PURGE_DAYS);
  return {
    target: readSource(panel, target),
    states: checked('States', names, panel.value('states', [...PURGEABLE_STATES])),
    olderThanDays: checked('Older Than (Days)', number, days),
    dryRun: checked('Dry Run', flag, panel.value('dryRun', true)),
  };
}
