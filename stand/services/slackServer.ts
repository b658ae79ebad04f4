import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

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
  private readonly sockets = new Set<Socket>();
  private readonly server = createServer((request, response) => {
    void this.handle(request, response);
  });

  async start(): Promise<this> {
    this.server.on('connection', (socket) => {
      this.sockets.add(socket);
      socket.once('close', () => this.sockets.delete(socket));
    });
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return this;
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
    await once(this.server, 'close');
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
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

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(request);
    const answer = this.always ?? this.answers.shift() ?? TAKE;
    switch (answer.kind) {
      case 'hang':
        this.remember(body, false);
        return;
      case 'reset':
        this.remember(body, false);
        request.socket.resetAndDestroy();
        return;
      case 'tooFast':
        this.remember(body, false);
        return tooFast(request, response, answer.retryAfter);
      case 'refuse':
        this.remember(body, false);
        return refuse(request, response, answer);
      case 'take':
        return this.take(request, response, body);
    }
  }

  private take(request: IncomingMessage, response: ServerResponse, body: Body | null): void {
    const refusal = isWebhook(request) ? webhookRefusal(request, body) : apiRefusal(request, body);
    if (refusal !== null) return refuse(request, response, refusal);
    this.remember(body, request.method === 'POST');
    if (isWebhook(request)) {
      response.writeHead(200, { 'Content-Type': 'text/html' }).end('ok');
      return;
    }
    json(response, { ok: true });
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

async function bodyOf(request: IncomingMessage): Promise<Body | null> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  try {
    return JSON.parse(text) as Body;
  } catch {
    return null;
  }
}

function isWebhook({ url }: IncomingMessage): boolean {
  return url?.startsWith('/services/') === true;
}

function isJson(request: IncomingMessage): boolean {
  return request.headers['content-type']?.startsWith('application/json') === true;
}

function webhookRefusal(request: IncomingMessage, body: Body | null): Refusal | null {
  if (request.url !== WEBHOOK_PATH) return { error: 'no_service', status: 404 };
  if (request.method !== 'POST' || body === null || !isJson(request)) {
    return { error: 'invalid_payload', status: 400 };
  }
  return (body.text ?? '') === '' ? { error: 'no_text', status: 400 } : null;
}

function apiRefusal(request: IncomingMessage, body: Body | null): Refusal | null {
  if (request.url === '/api/api.test') return null;
  const { authorization } = request.headers;
  if (authorization === undefined) return { error: 'not_authed' };
  if (authorization !== `Bearer ${SLACK_TOKEN}`) return { error: 'invalid_auth' };
  if (request.url === '/api/auth.test') return null;
  if (request.url !== '/api/chat.postMessage') return { error: 'unknown_method' };
  if (body === null || !isJson(request)) return { error: 'invalid_json' };
  if (body.channel !== SLACK_CHANNEL) return { error: 'channel_not_found' };
  return (body.text ?? '') === '' ? { error: 'no_text' } : null;
}

function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  { error, status }: Refusal,
): void {
  if (!isWebhook(request)) {
    json(response, { ok: false, error });
    return;
  }
  response.writeHead(status ?? 400, { 'Content-Type': 'text/html' }).end(error);
}

function tooFast(request: IncomingMessage, response: ServerResponse, seconds: string | null): void {
  const headers = seconds === null ? {} : { 'Retry-After': seconds };
  const body = isWebhook(request) ? 'rate_limited' : '{"ok":false,"error":"ratelimited"}';
  response.writeHead(429, headers).end(body);
}

function json(response: ServerResponse, body: object): void {
  response.writeHead(200, { 'Content-Type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify(body));
}
