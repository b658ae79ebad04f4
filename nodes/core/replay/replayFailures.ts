import { WriteFailure } from '../writeFailure';

export const UNREADABLE = new WriteFailure({
  lane: 'payload',
  code: 'unreadable_payload',
  message: 'The stored event cannot be read by this version.',
  hint: 'Update the package if a newer one wrote it; else repair the entry or discard it.',
});

/** A sink throws WriteFailure; anything else is a fault of ours that one event may trigger. */
export function failureOf(error: unknown): WriteFailure {
  if (error instanceof WriteFailure) return error;
  return new WriteFailure({
    lane: 'transient',
    code: 'unexpected',
    message: `The write failed unexpectedly (${error instanceof Error ? error.name : 'unknown'}).`,
    hint: 'Look into the log of n8n; after 5 replays the event is parked.',
  });
}

/**
 * A failure that any event would meet. A target that is fit blames the event instead, also for its
 * environment: a trigger or a right may be in the way of one kind of event alone.
 * @returns what the outage is, in words; null when there is none
 */
export async function outageOf(
  { lane, waitsForParent, message, code }: WriteFailure,
  probe: () => Promise<void>,
): Promise<string | null> {
  const mayBeOutage = lane === 'transient' || lane === 'environment';
  if (!mayBeOutage || waitsForParent) return null;
  try {
    await probe();
    return null;
  } catch {
    // The probe's own words say the same of the target; the failure's name the statement's.
    return `${message} (${code})`;
  }
}
