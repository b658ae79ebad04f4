import type { Target } from '../../core/retryQueue/queueEntry';
import { invalidParameter } from '../../core/timeline/invalidParameter';
import { checked, flag, type ItemPanel, names, number } from '../../n8n/itemPanel';
import { DEFAULT_PURGE_DAYS, PURGEABLE_STATES } from '../properties/purge';
import { readSource } from './readPlace';
import type { Runner } from './readRepairRequest';

/** What Purge asks for; core refuses states that are not to be purged. */
export interface PurgeParameters {
  readonly target: Target;
  readonly states: readonly string[];
  readonly olderThanDays: number;
  readonly dryRun: boolean;
}

/** @throws ConfigurationError naming the parameter that cannot be used */
export function readPurgeRequest(
  panel: ItemPanel,
  target: Target,
  runner: Runner,
): PurgeParameters {
  const dryRun = checked('Dry Run', flag, panel.value('dryRun', true));
  if (runner.isAgent && !dryRun) throw agentMayOnlyCount();
  const days = panel.value('olderThanDays', DEFAULT_PURGE_DAYS);
  return {
    target: readSource(panel, target),
    states: checked('States', names, panel.value('states', [...PURGEABLE_STATES])),
    olderThanDays: checked('Older Than (Days)', number, days),
    dryRun,
  };
}

function agentMayOnlyCount(): Error {
  return invalidParameter(
    'An AI agent may not remove entries: removing cannot be undone.',
    'Turn Dry Run on in the tool, and purge in a workflow that a person or a schedule starts.',
  );
}
