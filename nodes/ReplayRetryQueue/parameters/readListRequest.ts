import type { EntryFilter } from '../../core/retryQueue/entryFilter';
import type { EntryState, Target } from '../../core/retryQueue/queueEntry';
import { checked, choiceOf, flag, type ItemPanel } from '../../n8n/itemPanel';
import { STATES } from '../properties/filters';
import { GROUPINGS } from '../properties/listing';
import { readChoices, readEntryFilter } from './readEntryFilter';
import { readSource } from './readPlace';
import { readLimit } from './readReplayRequest';

const DEFAULT_LIST_LIMIT = 50;

/** What Get Many asks for. */
export interface ListParameters {
  readonly target: Target;
  readonly states: readonly EntryState[];
  readonly filter: EntryFilter;
  /** Null: all. */
  readonly limit: number | null;
  readonly groupBy: (typeof GROUPINGS)[number];
  readonly withPayload: boolean;
}

/** @throws ConfigurationError naming the parameter that cannot be used */
export function readListRequest(panel: ItemPanel, target: Target): ListParameters {
  const returnAll = checked('Return All', flag, panel.value('returnAll', false));
  const groupBy = checked('Group By', choiceOf(GROUPINGS), panel.value('groupBy', 'none'));
  return {
    target: readSource(panel, target),
    states: readChoices(panel, { name: 'states', label: 'States', choices: STATES }),
    filter: readEntryFilter(panel),
    limit: returnAll ? null : readLimit(panel, DEFAULT_LIST_LIMIT),
    groupBy,
    withPayload:
      groupBy === 'none' && checked('Include Payload', flag, panel.value('includePayload', false)),
  };
}
