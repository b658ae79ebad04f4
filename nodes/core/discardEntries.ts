import { ConfigurationError } from './errors';
import { type RepairParts, type RepairRequest, repairEntries } from './repair/repairEntries';
import type { RepairReport } from './repair/repairReport';
import { requireLimit } from './requireLimit';
import type { EntryFilter } from './retryQueue/entryFilter';
import { discarded } from './retryQueue/entryTransitions';
import { requireText } from './timeline/invalidParameter';

const LONGEST_REASON = 500;
const LONGEST_NAME = 255;

export interface DiscardRequest extends RepairRequest {
  /** Who decided it: 1 to 255 characters. */
  readonly by: string;
  /** Why: 1 to 500 characters. */
  readonly reason: string;
  /** Whether to take what waits for a replay too; else only what is parked. */
  readonly includePending: boolean;
}

/**
 * Marks what is parked as never to be written, for good. It stays, with its reason, until it is purged. Without
 * any condition it would empty the queue by an oversight, so a filter is demanded; who means all
 * says up to when it failed.
 * @throws ConfigurationError for an empty reason or name, an empty filter, or a limit that is no
 *   whole number from 1
 */
export async function discardEntries(
  request: DiscardRequest,
  parts: RepairParts,
): Promise<RepairReport> {
  const by = requireText(request.by, 'Discarded By', LONGEST_NAME);
  const reason = requireText(request.reason, 'Reason', LONGEST_REASON);
  requireLimit(request.limit);
  requireCondition(request.filter);
  return repairEntries(
    request,
    {
      // Marks what is parked, also while a worker holds it.
      skip: ({ nextAttemptAt }) =>
        request.includePending || nextAttemptAt === null ? null : 'notParked',
      next: (entry, now) => discarded(entry, { by, reason, now }),
    },
    parts,
  );
}

function requireCondition(filter: EntryFilter): void {
  const isNarrowed = Object.values(filter).some((condition: string | readonly string[] | null) =>
    condition === null ? false : condition.length > 0,
  );
  if (isNarrowed) return;
  throw new ConfigurationError({
    message: 'There is no filter: every parked entry would be discarded.',
    hint: 'Give the entries or a filter. To discard really all, set Failed Before to the present time.',
    code: 'invalid_parameter',
  });
}
