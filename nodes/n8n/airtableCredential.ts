import { z } from 'zod';
import { ConfigurationError } from '../core/errors';
import type { AirtableConfig } from '../core/retryQueue/airtable/airtableConfig';

const API_URL = 'https://api.airtable.com/v0';

/** Visible ASCII: what a header can carry. */
const token = z
  .string()
  .trim()
  .regex(/^[\x21-\x7e]+$/);
const apiUrl = z
  .string()
  .trim()
  .transform((url) => (url === '' ? API_URL : url.replace(/\/+$/, '')))
  .pipe(z.url({ protocol: /^https?$/ }))
  .default(API_URL);

/** Our credential type `activityLogAirtableApi`. */
const schema = z.object({
  accessToken: token,
  baseId: z.string().trim().regex(/^\w+$/),
  table: z.string().trim().min(1),
  apiUrl,
});

/** The fields as the panel of the credential names them. */
const LABELS: Readonly<Record<string, string>> = {
  accessToken: 'Personal Access Token',
  baseId: 'Base ID',
  table: 'Table',
  apiUrl: 'API URL',
};

/**
 * The table that a credential describes.
 * @throws ConfigurationError naming the fields that do not fit, never their values
 */
export function toAirtableConfig(data: unknown): AirtableConfig {
  const result = schema.safeParse(data);
  if (result.success) {
    const { accessToken, ...rest } = result.data;
    return { ...rest, token: accessToken };
  }
  const names = new Set(result.error.issues.map((issue) => String(issue.path[0] ?? '')));
  const fields = [...names].map((name) => LABELS[name] ?? name);
  throw new ConfigurationError({
    message: `The Airtable credential is not complete: ${fields.join(', ')}.`,
    hint: 'Open the credential, correct these fields and save it.',
  });
}
