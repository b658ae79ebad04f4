import { ConfigurationError, TargetUnavailableError } from '../../errors';
import { released } from '../entryTransitions';
import type { QueueEntry } from '../queueEntry';
import type { Patience } from './airtableCalls';
import type { AirtableTable } from './airtableTable';
import { cellsOf, columnsOf } from './entryRecord';
import { putRecords } from './putRecords';

/** An entry that a person edited, so that it has another `queue_id` now. */
export interface Renamed {
  /** Its records, and copies of them. */
  readonly ids: readonly string[];
  readonly entry: QueueEntry;
  readonly next: QueueEntry;
}

/**
 * Gives edited entries records of their own, then deletes the old ones: whoever is interrupted in
 * between leaves both.
 * @throws ConfigurationError when an edited entry is too long for Airtable: it stays as it was
 */
export async function replaceRecords(
  renamed: readonly Renamed[],
  table: AirtableTable,
  patience: Patience,
): Promise<void> {
  const fitting = renamed.filter(({ next }) => cellsOf(next) !== null);
  if (fitting.length > 0) {
    const { left, code } = await putRecords(
      fitting.map(({ next }) => next),
      table,
      patience,
    );
    if (left.length > 0) throw notTaken(code);
    const old = fitting.flatMap(({ ids }) => ids);
    const refused = await table.remove(old, patience);
    // Whoever may write but not delete leaves a record that nobody replays.
    const cells = { state: 'discarded', next_retry_at: null, claim_token: null };
    await table.update(
      refused.map((id) => ({ id, cells })),
      patience,
    );
  }
  const tooLong = renamed.filter((one) => !fitting.includes(one));
  if (tooLong.length === 0) return;
  await table.update(tooLong.flatMap(asTheyWere), patience);
  throw new ConfigurationError({
    message: 'The edited event is too long for Airtable, so it was left as it was.',
    hint: 'A cell takes 90,000 characters, packed: shorten the event, or discard it and log it anew.',
    code: 'too_large',
  });
}

function asTheyWere({ ids, entry }: Renamed) {
  const before = released(entry);
  const cells = cellsOf(before) ?? columnsOf(before);
  return ids.map((id) => ({ id, cells }));
}

function notTaken(code: string | null): TargetUnavailableError {
  return new TargetUnavailableError({
    message: 'Airtable did not take every edited event.',
    hint: 'Those that it did not take are as they were: look at the queue, and edit them again.',
    code: code ?? 'unknown',
  });
}
