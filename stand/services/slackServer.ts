import { type Answer, LocalServer, type Received, type Reply } from './localServer';

/** How Slack answers one call. `hang`: not at all. */
export type SlackAnswer =
  | { readonly kind: 'take' | 'hang' | 'reset' }
  | { readonly kind: 'tooFast'; readonly retryAfter: string | null }
  /** The Web API says so with HTTP 200 and `ok: false`, a webhook with a status and a word. */
  | { readonly kind: 'refuse'; readonly error: string; readonly status?: number };

/** A message that arrived; `taken` says whether Slack showed it. */
export interface SlackMessage {
  readonly text: string;
  readonly channel: string | null;
  readonly at: number;
  readonly taken: boolean;
}

const TAKE: SlackAnswer = { kind: 'take' };
export const SLACK_TOKEN = 'xoxb-1-test';
export const SLACK_CHANNEL = 'C0123456789';
const WEBHOOK_PATH = '/services/T000/B000/webhook-secret';

/** Slack on a loopback address: incoming webhooks, chat.postMessage, auth.test and api.test. */
export class SlackServer {
  readonly messages: SlackMessage[] = [];
  /** Answers the next calls, one each; then everything is taken. */
  readonly answers: SlackAnswer[] = [];
  /** Answers every call, when it is set. */
  always: SlackAnswer | null = null;
  private local!: LocalServer;

  /** @param port any free one unless given */
  async start(port?: number): Promise<this> {
    this.local = await LocalServer.start((received) => this.reply(received), port);
    return this;
  }

  stop(): Promise<void> {
    return this.local.stop();
  }

  get origin(): string {
    return this.local.origin;
  }

  get webhookUrl(): string {
    return `${this.origin}${WEBHOOK_PATH}`;
  }

  get apiUrl(): string {
    return `${this.origin}/api`;
  }

  /** Texts that Slack showed. */
  get taken(): string[] {
    return this.messages.filter(({ taken }) => taken).map(({ text }) => text);
  }

  private reply(received: Received): Reply {
    const body = parsed(received.body);
    const answer = this.always ?? this.answers.shift() ?? TAKE;
    if (answer.kind === 'take') return this.take(received, body);
    this.remember(body, false);
    switch (answer.kind) {
      case 'hang':
      case 'reset':
        return answer.kind;
      case 'tooFast':
        return tooFast(received, answer.retryAfter);
      case 'refuse':
        return refuse(received, answer);
    }
  }

  private take(received: Received, body: Body | null): Reply {
    const isHook = isWebhook(received);
    const refusal = isHook ? webhookRefusal(received, body) : apiRefusal(received, body);
    if (refusal !== null) return refuse(received, refusal);
    this.remember(body, received.method === 'POST');
    if (isHook) return { status: 200, body: 'ok' };
    return { status: 200, body: { ok: true, ...posted(body, this.messages.length) } };
  }

  private remember(body: Body | null, taken: boolean): void {
    if (body === null) return;
    const { text, channel } = body;
    this.messages.push({
      text: text ?? '',
      channel: channel ?? null,
      at: performance.now(),
      taken,
    });
  }
}

interface Body {
  readonly text?: string;
  readonly channel?: string;
}

type Refusal = { readonly error: string; readonly status?: number };

function parsed(text: string): Body | null {
  try {
    return JSON.parse(text) as Body;
  } catch {
    return null;
  }
}

/** What chat.postMessage says about a message (docs.slack.dev/reference/methods/chat.postMessage). */
function posted(body: Body | null, number: number): object {
  if (body?.channel === undefined) return {};
  const ts = `1503435956.${String(number).padStart(6, '0')}`;
  const message = { type: 'message', subtype: 'bot_message', text: body.text ?? '', ts };
  return { channel: body.channel, ts, message };
}

function isWebhook({ url }: Received): boolean {
  return url.pathname.startsWith('/services/');
}

function isJson({ headers }: Received): boolean {
  return headers['content-type']?.startsWith('application/json') === true;
}

function webhookRefusal(received: Received, body: Body | null): Refusal | null {
  if (received.url.pathname !== WEBHOOK_PATH) return { error: 'no_service', status: 404 };
  if (received.method !== 'POST' || body === null || !isJson(received)) {
    return { error: 'invalid_payload', status: 400 };
  }
  return (body.text ?? '') === '' ? { error: 'no_text', status: 400 } : null;
}

function apiRefusal(received: Received, body: Body | null): Refusal | null {
  const { pathname } = received.url;
  if (pathname === '/api/api.test') return null;
  const { authorization } = received.headers;
  if (authorization === undefined) return { error: 'not_authed' };
  if (authorization !== `Bearer ${SLACK_TOKEN}`) return { error: 'invalid_auth' };
  if (pathname === '/api/auth.test') return null;
  if (pathname !== '/api/chat.postMessage') return { error: 'unknown_method' };
  if (body === null || !isJson(received)) return { error: 'invalid_json' };
  if (body.channel !== SLACK_CHANNEL) return { error: 'channel_not_found' };
  return (body.text ?? '') === '' ? { error: 'no_text' } : null;
}

function refuse(received: Received, { error, status }: Refusal): Answer {
  if (isWebhook(received)) return { status: status ?? 400, body: error };
  return { status: 200, body: { ok: false, error } };
}

function tooFast(received: Received, seconds: string | null): Answer {
  const body = isWebhook(received) ? 'rate_limited' : { ok: false, error: 'ratelimited' };
  const headers = seconds === null ? {} : { 'Retry-After': seconds };
  return { status: 429, body, headers };
}
