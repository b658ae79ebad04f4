import { type ReplayedEntry, replayRetryQueue } from '../../core/replayRetryQueue';
import { readReplayRequest } from '../parameters/readReplayRequest';
import type { Outputs, Work } from './operation';

const IN_TARGET = ['replayed', 'duplicate'] as const;
/** Waits for a person, or for its next try. */
const TRIED_IN_VAIN = ['parked', 'failed'] as const;

/** Writes what waits, and says what became of it. */
export async function replay({ parts, panel }: Work): Promise<Outputs> {
  const { target } = parts;
  const { output, timeLimit, ...request } = readReplayRequest(panel, target);
  const deadline = parts.clock.elapsed() + timeLimit;
  const report = await replayRetryQueue({ ...request, target }, { ...parts, deadline });
  const { entries, ...summary } = report;
  const eventsLinked = request.dryRun ? 0 : await parts.linkLeads();
  const ofOutcomes = (outcomes: readonly ReplayedEntry['outcome'][]) =>
    jsonOf(entries.filter(({ outcome }) => outcomes.includes(outcome)));
  if (output === 'summary') return [[{ ...summary, eventsLinked }], ofOutcomes(TRIED_IN_VAIN)];
  return [ofOutcomes(IN_TARGET), ofOutcomes([...TRIED_IN_VAIN, 'skipped'])];
}

function jsonOf(entries: readonly ReplayedEntry[]) {
  return entries.map(({ id, ...entry }) => ({ entryId: id, ...entry }));
}
