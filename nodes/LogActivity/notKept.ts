import { EventsNotKeptError } from '../core/errors';
import type { LogReceipt } from '../core/logReceipt';

/** An event that is kept nowhere, and the item that it came from. */
export interface LostEvent {
  readonly receipt: LogReceipt;
  /** From 0, as n8n counts. */
  readonly item: number;
}

/**
 * Says that events are kept nowhere. It names each by its id, and the items: the last net is n8n's
 * own record of the execution, which has them.
 * @param lost at least one, in the order of the items
 */
export function notKept(lost: readonly LostEvent[]): EventsNotKeptError {
  const ids = lost.map(({ receipt }) => receipt.eventId);
  const events = lost.length === 1 ? '1 event' : `${lost.length} events`;
  const items = spansOf(lost.map(({ item }) => item)).join(', ');
  const cause = lost[0]?.receipt.message ?? '';
  return new EventsNotKeptError(ids, {
    message: `${events} could be kept neither in the database nor in the retry queue.`,
    detail: `${cause} Event ids: ${ids.join(', ')}. Items, counted from 0: ${items}.`.trim(),
    hint: 'Make the database or the spool folder writable, then log these items again as the runbook in the README says.',
  });
}

/** `0 to 2, 5` for 0, 1, 2, 5. */
function spansOf(numbers: readonly number[]): string[] {
  const spans: [number, number][] = [];
  for (const number of numbers) {
    const last = spans.at(-1);
    if (last?.[1] === number - 1) last[1] = number;
    else spans.push([number, number]);
  }
  return spans.map(([from, to]) => (from === to ? String(from) : `${from} to ${to}`));
}
