import { createHash } from 'node:crypto';

const DIGITS = 16;

/** What makes two failures the same incident. */
export interface FailureSigns {
  readonly lane: string;
  readonly code: string;
  readonly constraint: string | null;
  readonly message: string;
}

/**
 * Groups failures of one cause: whatever differs from event to event in the message (ids,
 * numbers, quoted names) does not count.
 * @returns the first 16 hex digits of a SHA-256
 */
export function fingerprint(signs: FailureSigns): string {
  const { lane, code, constraint, message } = signs;
  const text = JSON.stringify([lane, code, constraint, normalised(message)]);
  return createHash('sha256').update(text).digest('hex').slice(0, DIGITS);
}

function normalised(message: string): string {
  return message
    .toLowerCase()
    .replace(/"[^"]*"|'[^']*'/g, '?')
    .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '?')
    .replace(/\d+/g, '?')
    .replace(/\s+/g, ' ')
    .trim();
}
