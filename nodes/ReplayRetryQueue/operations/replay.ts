import { type ReplayedEntry, replayRetryQueue } from '../../core/replayRetryQueue';
import { readReplayRequest } from '../parameters/readReplayRequest';
import type { Outputs, Work } from './operation';

/** Writes what waits, and says what became of it. */
export async function replay({ parts, panel }: Work): Promise<Outputs> {
  const { target } = parts;
  const { output, timeLimit, ...request } = readReplayRequest(panel, target);
  const deadline = parts.clock.elapsed() + timeLimit;
  const report = await replayRetryQueue({ ...request, target }, { ...parts, deadline });
  const { entries, ...summary } = report;
  const eventsLinked = request.dryRun ? 0 : await parts.linkLeads();
  const needAttention = entries.filter(({ outcome }) => outcome === 'parked');
  const attention = jsonOf(needAttention);
  if (output === 'summary') return [[{ ...summary, eventsLinked }], attention];
  return [jsonOf(entries.filter((entry) => !needAttention.includes(entry))), attention];
}

function jsonOf(entries: readonly ReplayedEntry[]) {
  return entries.map(({ id, ...entry }) => ({ entryId: id, ...entry }));
}
