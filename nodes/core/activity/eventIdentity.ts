import { hash } from 'node:crypto';
import type { RandomSource } from '../ports';
import type { EventOrigin } from './activityEvent';

// JSON keeps ("a", "bc") and ("ab", "c") apart, and lists of unlike length never meet.
function hashOf(parts: ReadonlyArray<string | number | null>): string {
  return hash('sha256', JSON.stringify(parts), 'hex');
}

/** Identity of an event with a dedupe key: SHA-256 in hex, the same wherever it comes from. */
export function keyedIdentity(tenant: string, eventType: string, key: string): string {
  return hashOf([tenant, eventType, key]);
}

/**
 * Identity of an event without a dedupe key: SHA-256 in hex over where it was made, so that a
 * rerun of the same item makes the same event. Random where no rerun can be recognised: without
 * an execution id, and for the tool calls of an agent.
 */
export function originIdentity(origin: EventOrigin, random: RandomSource): string {
  if (!isRepeatable(origin)) return Buffer.from(random.bytes(32)).toString('hex');
  const { instanceId, workflowId, executionId, nodeId, runIndex, itemIndex } = origin;
  return hashOf([instanceId, workflowId, executionId, nodeId, runIndex, itemIndex]);
}

/** Whether a rerun finds the same place again. */
export function isRepeatable({ executionId, isToolCall }: EventOrigin): boolean {
  return executionId !== null && !isToolCall;
}

/**
 * UUID of version 8 (RFC 9562): 48 bits of milliseconds since 1970, the version, then the first
 * 74 bits of the identity around the variant.
 * @param identityHash SHA-256 in hex
 */
export function eventId(timestampMs: number, identityHash: string): string {
  const time = timestampMs.toString(16).padStart(12, '0');
  const variant = (0x8 | (parseInt(identityHash.charAt(3), 16) & 0x3)).toString(16);
  return [
    time.slice(0, 8),
    time.slice(8),
    `8${identityHash.slice(0, 3)}`,
    `${variant}${identityHash.slice(4, 7)}`,
    identityHash.slice(7, 19),
  ].join('-');
}

/** Milliseconds since 1970 that an event's id carries. */
export function eventIdMilliseconds(id: string): number {
  return parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}

/**
 * The bytes of an identity that an event's id carries: with any time, `eventId` makes the same of
 * them as of the whole.
 */
export function eventIdIdentity(id: string): Uint8Array {
  const variant = (parseInt(id.charAt(19), 16) & 0x3).toString(16);
  const head = `${id.slice(15, 18)}${variant}${id.slice(20, 23)}${id.slice(24)}`;
  return Buffer.from(`${head}0`, 'hex');
}
