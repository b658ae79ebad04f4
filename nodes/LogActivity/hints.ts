import type { NodeExecutionHint } from 'n8n-workflow';
import type { LogReceipt } from '../core/logReceipt';
import { isDeadLettered } from './outputItems';

/** What a person should see above the output: how many events wait, why, and the cure. */
export function hintsFor(receipts: readonly LogReceipt[]): NodeExecutionHint[] {
  const causes = new Map<string, { count: number; example: LogReceipt }>();
  for (const receipt of receipts.filter(isDeadLettered)) {
    const cause = `${receipt.outcome} ${receipt.code} ${receipt.message}`;
    const known = causes.get(cause);
    causes.set(cause, { count: (known?.count ?? 0) + 1, example: known?.example ?? receipt });
  }
  return [...causes.values()].map(({ count, example }) => ({
    location: 'outputPane',
    message: hintText(count, example),
  }));
}

function hintText(count: number, { outcome, message, hint }: LogReceipt): string {
  const events = count === 1 ? '1 event is' : `${count} events are`;
  const state = outcome === 'deadLettered' ? 'waiting' : 'parked';
  return `${events} ${state} in the retry queue. ${message ?? ''} ${hint ?? ''}`.trim();
}
