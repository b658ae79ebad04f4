import { z } from 'zod';
import type { SlackConfig } from '../core/alerts/slackAlertChannel';
import { ConfigurationError } from '../core/errors';

const DEFAULT_API_URL = 'https://slack.com/api';
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

const secret = z.string().trim().min(1, { abort: true });

/** Node.js's URL, or undefined. */
function parsedUrl(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}

/** Messages hold no lead data, but a webhook's URL and a token let anybody post. */
function isSafe(text: string): boolean {
  const url = parsedUrl(text);
  if (url === undefined) return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK.test(url.hostname));
}

const INSECURE = 'must be an address that begins with https://';
const address = secret.refine(isSafe, INSECURE);

const schema = z.discriminatedUnion('sendBy', [
  z
    .object({ sendBy: z.literal('webhook'), secretWebhookUrl: address })
    .transform(({ sendBy, secretWebhookUrl }) => ({ sendBy, webhookUrl: secretWebhookUrl })),
  z.object({
    sendBy: z.literal('botToken'),
    botToken: secret,
    channel: secret,
    apiUrl: address.default(DEFAULT_API_URL).transform((url) => url.replace(/\/+$/, '')),
  }),
]);

/** Fields as the panel of the credential shows them. */
const LABELS: Readonly<Record<string, string>> = {
  sendBy: 'Send By',
  secretWebhookUrl: 'Webhook URL',
  botToken: 'Bot Token',
  channel: 'Channel',
  apiUrl: 'Slack API URL',
};

/**
 * The Slack channel that a credential of the type `activityLogSlackApi` describes.
 * @throws ConfigurationError naming the field that does not fit, never its value
 */
export function toSlackConfig(data: unknown): SlackConfig {
  const result = schema.safeParse(data);
  if (result.success) return result.data;
  const [insecure] = result.error.issues.filter(({ message }) => message === INSECURE);
  if (insecure !== undefined) {
    throw new ConfigurationError({
      message: `The Slack credential is not right: ${labelOf(insecure.path)} ${INSECURE}.`,
      hint: 'Copy the address again from Slack. Plain http:// is taken for loopback addresses only.',
    });
  }
  const fields = [...new Set(result.error.issues.map(({ path }) => labelOf(path)))];
  throw new ConfigurationError({
    message: `The Slack credential is not complete: ${fields.join(', ')}.`,
    hint: 'Open the credential, fill in these fields and save it.',
  });
}

function labelOf(path: readonly PropertyKey[]): string {
  const field = String(path[0] ?? 'sendBy');
  return LABELS[field] ?? field;
}
