import type { HttpResponse } from '../ports';
import { AlertFailure } from './alertFailure';

/** Seconds; Slack names its own nearly always. */
const DEFAULT_RETRY_AFTER = 30;

/**
 * Slack's words for what a person can cure. Sources: the error list of
 * https://docs.slack.dev/reference/methods/chat.postMessage and, for webhooks,
 * https://docs.slack.dev/changelog/2016-05-17-changes-to-errors-for-incoming-webhooks.
 */
const HINTS: ReadonlyArray<readonly [codes: readonly string[], hint: string]> = [
  [
    ['invalid_auth', 'not_authed', 'account_inactive', 'token_revoked', 'token_expired'],
    'Copy the Bot User OAuth Token of the Slack app into the credential again.',
  ],
  [['missing_scope'], 'Give the Slack app the scope chat:write and install it again.'],
  [
    ['channel_not_found', 'not_in_channel', 'is_archived', 'channel_is_archived'],
    'Check Channel in the credential, and invite the Slack app into it.',
  ],
  [
    ['no_service', 'no_active_hooks', 'no_team', 'invalid_token', 'http_404', 'http_403'],
    'Make a new incoming webhook in the Slack app and copy its URL into the credential.',
  ],
  [
    ['action_prohibited', 'restricted_action', 'posting_to_general_channel_denied'],
    'Ask an administrator of the Slack workspace to let the app post in this channel.',
  ],
  [['ratelimited', 'rate_limited', 'http_429'], 'Slack asked to wait; the alert goes out later.'],
];
const UNKNOWN_HINT =
  'Check the Slack credential, and that Slack works (status.slack.com) and n8n can reach it.';

/** What an answer of Slack means. */
export interface SlackRefusal {
  readonly failure: AlertFailure;
  /** Milliseconds in which nothing may be sent; null when Slack did not ask for it. */
  readonly pause: number | null;
}

export function slackFailure(code: string): AlertFailure {
  const found = HINTS.find(([codes]) => codes.includes(code));
  return new AlertFailure(code, found?.[1] ?? UNKNOWN_HINT);
}

/**
 * Reads an answer to chat.postMessage (JSON with `ok`) or of an incoming webhook (the text `ok`;
 * one of a workflow answers JSON). HTTP 200 alone says nothing: `{"ok":false}` comes with it.
 * @returns null when Slack took the message
 */
export function refusalOf({ status, headers, body }: HttpResponse): SlackRefusal | null {
  if (status === 200 && saysOk(body)) return null;
  const code = codeOf(status, body);
  const isTooFast = status === 429 || code === 'ratelimited' || code === 'rate_limited';
  const pause = isTooFast ? retryAfter(headers['retry-after']) * 1000 : null;
  return { failure: slackFailure(code), pause };
}

function saysOk(body: unknown): boolean {
  if (typeof body === 'string') return body.trim() === 'ok';
  return (Object(body) as { ok?: unknown }).ok === true;
}

/** Only what looks like one of Slack's words: anything else may repeat what was sent. */
function codeOf(status: number, body: unknown): string {
  const { error } = Object(body) as { error?: unknown };
  const word = typeof body === 'string' ? body.trim() : error;
  return typeof word === 'string' && /^[a-z][a-z_]{2,49}$/.test(word) ? word : `http_${status}`;
}

function retryAfter(header: string | undefined): number {
  const seconds = Number(header ?? '');
  return header !== undefined && header.trim() !== '' && seconds >= 0
    ? seconds
    : DEFAULT_RETRY_AFTER;
}
