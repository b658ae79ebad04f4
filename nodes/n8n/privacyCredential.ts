import { z } from 'zod';
import { ConfigurationError } from '../core/errors';

const SHORTEST_KEY = 32;

/** Our credential type `activityLogPrivacyApi`. A key pasted with a line break is the same key. */
const credential = z.object({ secretKey: z.string().trim().min(SHORTEST_KEY) });

/**
 * The key that pseudonymises personal data, of at least 32 characters.
 * @param data the decrypted credential
 * @throws ConfigurationError when it is missing or too short, without a character of it
 */
export function toPrivacyKey(data: unknown): string {
  const parsed = credential.safeParse(data);
  if (parsed.success) return parsed.data.secretKey;
  throw new ConfigurationError({
    message: `The Secret Key of the privacy credential is shorter than ${SHORTEST_KEY} characters.`,
    hint: 'Open the credential, give it a longer random key, e.g. from "openssl rand -hex 32", and save it.',
  });
}
