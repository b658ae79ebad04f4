import type { NodeExecutionHint } from 'n8n-workflow';
import type { ActivityLogError } from '../core/errors';
import type { LogReceipt } from '../core/logReceipt';
import { isDeadLettered } from './outputItems';

/** Each stands above the output and in n8n's record of the execution; more would not be read. */
const MOST_CAUSES = 5;

/** What a person should see above the output: how many events wait, why, and the cure. */
export function hintsFor(receipts: readonly LogReceipt[]): NodeExecutionHint[] {
  const causes = new Map<string, { count: number; example: LogReceipt }>();
  for (const receipt of receipts.filter(isDeadLettered)) {
    const cause = `${receipt.outcome} ${receipt.code} ${receipt.message}`;
    const known = causes.get(cause);
    causes.set(cause, { count: (known?.count ?? 0) + 1, example: known?.example ?? receipt });
  }
  const commonest = [...causes.values()].sort((one, other) => other.count - one.count);
  const told = commonest.slice(0, MOST_CAUSES).map((cause) => hintText(cause.count, cause.example));
  const untold = commonest.slice(MOST_CAUSES).reduce((sum, { count }) => sum + count, 0);
  if (untold > 0) told.push(`${eventsAre(untold)} in the retry queue for other reasons.`);
  return told.map((message) => ({ location: 'outputPane', message }));
}

function hintText(count: number, { outcome, message, hint }: LogReceipt): string {
  const state = outcome === 'deadLettered' ? 'waiting' : 'parked';
  return `${eventsAre(count)} ${state} in the retry queue. ${message ?? ''} ${hint ?? ''}`.trim();
}

function eventsAre(count: number): string {
  return count === 1 ? '1 event is' : `${count} events are`;
}

/** Services that were chosen and cannot be used: the flow went on without them. */
export function faultHints(faults: readonly ActivityLogError[]): NodeExecutionHint[] {
  return faults.map(({ message, hint }) => ({
    location: 'outputPane',
    message: `${message} ${hint ?? ''} The node went on without it.`.replaceAll('  ', ' '),
  }));
}

/**
 * Senders repeat webhooks, and a new execution makes a new event unless a key says otherwise.
 * @param count events without a key
 * @param before types of the nodes that the items came through
 */
export function repetitionHints(count: number, before: readonly string[]): NodeExecutionHint[] {
  if (count === 0 || !before.includes('n8n-nodes-base.webhook')) return [];
  const events = count === 1 ? '1 event has' : `${count} events have`;
  const message =
    `A webhook starts this workflow, and ${events} no Dedupe Key: a delivery that its sender ` +
    "repeats is written again. Map the sender's ID to Dedupe Key under Additional Fields.";
  return [{ location: 'outputPane', message }];
}
