import type { PrivacyMode } from './privacyMode';

/** How personal data is treated at write time. */
export interface Privacy {
  readonly mode: PrivacyMode;
  /** Key of the HMAC that pseudonymises; null: what should be hashed is masked. */
  readonly key: string | null;
}
