import { EventsNotKeptError } from '../core/errors';
import type { LogReceipt } from '../core/logReceipt';

/**
 * Says that events are kept nowhere. It names each by its id: the last net is n8n's own record of
 * the execution, and a retry of it makes the same events.
 * @param lost at least one
 */
export function notKept(lost: readonly LogReceipt[]): EventsNotKeptError {
  const ids = lost.map(({ eventId }) => eventId);
  const events = lost.length === 1 ? '1 event' : `${lost.length} events`;
  return new EventsNotKeptError(ids, {
    message: `${events} could be kept neither in the database nor in the retry queue.`,
    detail: `${lost[0]?.message ?? ''} Event ids: ${ids.join(', ')}.`.trim(),
    hint: 'Make the database or the spool folder writable, then retry this execution.',
  });
}
