import { createHmac } from 'node:crypto';
import { maskText } from './maskValue';
import type { PrivacyMode } from './privacyMode';

/** How personal data is treated at write time. */
export interface Privacy {
  readonly mode: PrivacyMode;
  /** Key of the HMAC that pseudonymises; null: what should be hashed is masked. */
  readonly key: string | null;
}

/** Turns a text into what may be stored in its place. */
export type Hide = (text: string) => string;

/** Keeps these hashes apart from any other use of the same key. */
const DOMAIN = 'n8n-nodes-activity-log/privacy/1';

/**
 * What becomes of texts of the class `hash`: `hmac:` and, in hex, the HMAC-SHA-256 under the key of
 * (domain, tenant, text), or without a key the mask. Equal texts of a tenant have equal hashes,
 * whatever their field or event type, so that they can still be joined and counted; those of
 * another tenant have others.
 */
export function hideWith(key: string | null, tenantId: string): Hide {
  if (key === null) return maskText;
  return (text) => {
    // JSON keeps the parts apart, and two unlike half surrogate pairs too.
    const message = JSON.stringify([DOMAIN, tenantId, text]);
    return `hmac:${createHmac('sha256', key).update(message).digest('hex')}`;
  };
}
