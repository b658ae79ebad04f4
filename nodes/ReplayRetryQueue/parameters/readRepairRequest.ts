import type { EntryFilter } from '../../core/retryQueue/entryFilter';
import type { Target } from '../../core/retryQueue/queueEntry';
import { invalidParameter, requireText } from '../../core/timeline/invalidParameter';
import { checked, type ItemPanel, text } from '../../n8n/itemPanel';
import { DEFAULT_REPLAY_LIMIT } from '../properties/work';
import { readEntryFilter } from './readEntryFilter';
import { readSource } from './readPlace';
import { readFlag, readLimit } from './readReplayRequest';

const LONGEST_ID = 64;
const LONGEST_NAME = 255;
const LONGEST_REASON = 500;

/** Which entries Requeue means. */
export interface RequeueParameters {
  readonly target: Target;
  readonly filter: EntryFilter;
  readonly limit: number;
}

/** Which entries Discard means, and why. */
export interface DiscardParameters extends RequeueParameters {
  readonly by: string;
  readonly reason: string;
  readonly includePending: boolean;
}

/** Which entry Edit changes, and how. */
export interface EditParameters {
  readonly target: Target;
  readonly id: string;
  /** What the panel holds, as it is: core reads it. */
  readonly changes: unknown;
  readonly by: string;
}

/** Who runs the node, as far as n8n knows. */
export interface Runner {
  /** Kept with a repair that names nobody. */
  readonly name: string;
  readonly isAgent: boolean;
}

/** @throws ConfigurationError naming the parameter that cannot be used */
export function readRequeueRequest(panel: ItemPanel, target: Target): RequeueParameters {
  return {
    target: readSource(panel, target),
    filter: readEntryFilter(panel),
    limit: readLimit(panel, DEFAULT_REPLAY_LIMIT),
  };
}

/** @throws ConfigurationError naming the parameter that cannot be used */
export function readDiscardRequest(
  panel: ItemPanel,
  target: Target,
  runner: Runner,
): DiscardParameters {
  const request = readRequeueRequest(panel, target);
  if (runner.isAgent && request.filter.ids.length === 0) throw agentMustNameEntries();
  const reason = checked('Reason', text, panel.value('reason', ''));
  return {
    ...request,
    includePending: readFlag(panel, 'includePending', 'Include Pending'),
    reason: requireText(reason, 'Reason', LONGEST_REASON),
    by: readName(panel, { name: 'discardedBy', label: 'Discarded By' }, runner),
  };
}

/** @throws ConfigurationError naming the parameter that cannot be used */
export function readEditRequest(panel: ItemPanel, target: Target, runner: Runner): EditParameters {
  const id = checked('Entry ID', text, panel.value('entryId', ''));
  return {
    target: readSource(panel, target),
    id: requireText(id, 'Entry ID', LONGEST_ID).toLowerCase(),
    changes: panel.value('changes', '{}'),
    by: readName(panel, { name: 'editedBy', label: 'Edited By' }, runner),
  };
}

function readName(
  panel: ItemPanel,
  { name, label }: { readonly name: string; readonly label: string },
  runner: Runner,
): string {
  const given = checked(label, text, panel.value(name, ''));
  return given.trim() === '' ? runner.name : requireText(given, label, LONGEST_NAME);
}

function agentMustNameEntries(): Error {
  return invalidParameter(
    'An AI agent may only discard entries that it names.',
    'Fill in Filters: Event or Entry IDs, with IDs that Get Many gives.',
  );
}
