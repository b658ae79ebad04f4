import type { EntryFilter } from '../../core/retryQueue/entryFilter';
import type { Target } from '../../core/retryQueue/queueEntry';
import { wholeNumber } from '../../core/timeline/wholeNumber';
import { checked, choiceOf, flag, type ItemPanel, number } from '../../n8n/itemPanel';
import { DEFAULT_TIME_LIMIT, MAX_TIME_LIMIT } from '../properties/options';
import { DEFAULT_REPLAY_LIMIT } from '../properties/work';
import { readEntryFilter } from './readEntryFilter';
import { readSource } from './readPlace';

const OUTPUTS = ['itemPerEntry', 'summary'] as const;

/** How entries are written, whichever they are. */
export interface ReplayManner {
  readonly source: Target;
  readonly dryRun: boolean;
  readonly strictOrder: boolean;
  readonly ratePerSecond: number | null;
  /** Milliseconds. */
  readonly timeLimit: number;
}

/** What Replay asks for. */
export interface ReplayParameters extends ReplayManner {
  readonly filter: EntryFilter;
  readonly limit: number;
  readonly dueOnly: boolean;
  readonly includeParked: boolean;
  readonly output: (typeof OUTPUTS)[number];
}

/**
 * @param target into which is written
 * @throws ConfigurationError naming the parameter that cannot be used
 */
export function readReplayRequest(panel: ItemPanel, target: Target): ReplayParameters {
  return {
    ...readManner(panel, target),
    filter: readEntryFilter(panel),
    limit: readLimit(panel, DEFAULT_REPLAY_LIMIT),
    dueOnly: !readFlag(panel, 'includeNotDue', 'Include Not Due'),
    includeParked: readFlag(panel, 'includeParked', 'Include Parked'),
    output: checked('Output', choiceOf(OUTPUTS), panel.value('output', 'summary')),
  };
}

/** @throws ConfigurationError naming the parameter that cannot be used */
export function readManner(panel: ItemPanel, target: Target): ReplayManner {
  return {
    source: readSource(panel, target),
    dryRun: checked('Dry Run', flag, panel.value('dryRun', false)),
    strictOrder: readFlag(panel, 'strictOrder', 'Strict Order per Lead'),
    ratePerSecond: readRate(panel),
    timeLimit: readTimeLimit(panel) * 1000,
  };
}

/** An expression can give what the panel refuses, and a run of no entries looks like a drained queue. */
export function readLimit(panel: ItemPanel, fallback: number): number {
  return wholeNumber(checked('Limit', number, panel.value('limit', fallback)), {
    parameter: 'Limit',
    highest: Number.MAX_SAFE_INTEGER,
    cure: 'Correct the expression in Limit, or enter a number.',
  });
}

/** A switch under *Options*; off where it was not added. */
export function readFlag(panel: ItemPanel, name: string, label: string): boolean {
  if (!panel.has('options', name)) return false;
  return checked(`Options: ${label}`, flag, panel.within('options', name));
}

/** In which range is for core to check. */
function readRate(panel: ItemPanel): number | null {
  if (!panel.has('options', 'eventsPerSecond')) return null;
  const given = panel.within('options', 'eventsPerSecond');
  return checked('Options: Events per Second', number, given);
}

function readTimeLimit(panel: ItemPanel): number {
  if (!panel.has('options', 'timeLimit')) return DEFAULT_TIME_LIMIT;
  const label = 'Options: Time Limit (Seconds)';
  return wholeNumber(checked(label, number, panel.within('options', 'timeLimit')), {
    parameter: label,
    highest: MAX_TIME_LIMIT,
    cure: 'Enter seconds.',
  });
}
