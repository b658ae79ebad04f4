import { hash } from 'node:crypto';
import type { ActivityEvent } from './activityEvent';
import { canonicalJson } from './canonicalJson';
import type { PrivacyMode } from './privacyMode';
import { redactPersonalParts } from './redactPersonalParts';

/**
 * SHA-256 in hex over the canonical JSON of what the caller supplied: type, lead, description,
 * message and metadata. Two events of one identity with unlike hashes are in conflict.
 *
 * What privacy hashes or drops is left out, and what it masks counts in its masked form: a bare
 * hash of personal data could be guessed. Strict privacy replaces descriptions, so they are left
 * out there too.
 */
export function payloadHash(event: ActivityEvent, mode: PrivacyMode): string {
  const { messageContent, metadata } = redactPersonalParts(event, mode, 'drop');
  const supplied = canonicalJson({
    type: event.eventType,
    lead: event.lead === null ? null : { by: event.lead.by, value: event.lead.value },
    description: mode === 'strict' ? null : event.description,
    message: messageContent,
    metadata,
  });
  return hash('sha256', supplied, 'hex');
}
