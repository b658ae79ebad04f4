import type { Clock } from '../../nodes/core/ports';
import { type Answer, LocalServer, type Received, type Reply } from './localServer';
import { PlannedFaults, type Schedule, type ServiceFault } from './plannedFaults';
import { REFUSALS } from './simpleTextingAnswers';
import {
  type ReportType,
  type TextMessage,
  textingId,
  type WebhookReport,
} from './simpleTextingReports';

const TOKEN = 'simpletexting-token';
const ACCOUNT_PHONE = '8005551234';
const MODES = ['AUTO', 'SINGLE_SMS_STRICTLY', 'MMS_PREFERRED'];
const CHARACTERS_PER_SMS = 160;

/** A message that SimpleTexting took: it reaches a phone whatever became of the answer. */
export interface SentMessage extends TextMessage {
  readonly mode: string;
  readonly credits: number;
}

interface SendRequest {
  readonly contactPhone?: string;
  readonly accountPhone?: string;
  readonly mode?: string;
  readonly text?: string;
}

interface Subscription {
  readonly url: string;
  readonly triggers: readonly ReportType[];
}

/**
 * SimpleTexting's API v2 (api-doc.simpletexting.com): sends messages, shows them, and calls webhooks.
 * A send has no idempotency key: sent twice is sent twice.
 */
export class SimpleTextingServer {
  /** What was sent, in order. */
  readonly messages: SentMessage[] = [];
  /** Calls that asked for a message to be sent, with or without success, by `Clock.elapsed()`. */
  readonly sendsAt: number[] = [];
  /** How sends to these phones are refused. */
  readonly refused = new Map<string, Answer>();
  private readonly faults = new PlannedFaults();
  private readonly subscriptions: Subscription[] = [];
  private local!: LocalServer;
  private readonly startedAt: string;

  private constructor(private readonly clock: Clock) {
    this.startedAt = clock.now().toISOString();
  }

  /** @param port any free one unless given */
  static async start(clock: Clock, port?: number): Promise<SimpleTextingServer> {
    const server = new SimpleTextingServer(clock);
    server.local = await LocalServer.start((received) => server.receive(received), port);
    return server;
  }

  /** The address that *Configuration* holds, and the bearer token of the credential. */
  get config(): { readonly apiUrl: string; readonly token: string } {
    return { apiUrl: `${this.local.origin}/v2/api`, token: TOKEN };
  }

  /** Meets sends: the next one, unless told otherwise. */
  plan(fault: ServiceFault, schedule?: Schedule): void {
    this.faults.plan('send', fault, schedule);
  }

  answer(answer: Answer, schedule?: Schedule): void {
    this.plan({ kind: 'answer', answer }, schedule);
  }

  /** Forgets what is planned and who is refused. */
  calm(): void {
    this.faults.clear();
    this.refused.clear();
  }

  /** What a user enters under *Webhooks*: which reports go to the address. */
  subscribe(url: string, triggers: readonly ReportType[]): void {
    this.subscriptions.push({ url, triggers });
  }

  /** Calls every webhook that wants the report, and gives their answers. */
  async send(report: WebhookReport): Promise<Answer[]> {
    const wanting = this.subscriptions.filter(({ triggers }) => triggers.includes(report.type));
    return await Promise.all(wanting.map(({ url }) => postReport(url, report)));
  }

  /** A text that somebody writes to the account's phone. */
  incoming(contactPhone: string, text: string): TextMessage {
    const timestamp = this.clock.now().toISOString();
    const id = textingId('incoming', contactPhone, text, timestamp);
    return { id, contactPhone, accountPhone: ACCOUNT_PHONE, text, timestamp };
  }

  stop(): Promise<void> {
    return this.local.stop();
  }

  private receive(received: Received): Reply {
    const { method, url, headers } = received;
    const isSend = method === 'POST' && url.pathname === '/v2/api/messages';
    if (isSend) this.sendsAt.push(this.clock.elapsed());
    const fault = isSend ? this.faults.next('send') : undefined;
    if (fault?.kind === 'hang' || fault?.kind === 'reset') return fault.kind;
    if (fault?.kind === 'answer') return fault.answer;
    const { authorization } = headers;
    if (authorization === undefined) return REFUSALS.noToken;
    if (authorization !== `Bearer ${TOKEN}`) return REFUSALS.wrongToken;
    if (!isSend) return this.show(received);
    const answer = this.take(received.body);
    return fault?.kind === 'resetAfterCommit' ? 'reset' : answer;
  }

  private take(body: string): Answer {
    const request = parsed(body);
    if (request === null) return REFUSALS.gateway;
    const { contactPhone = '', accountPhone = ACCOUNT_PHONE, mode = '', text = '' } = request;
    if (contactPhone === '') return REFUSALS.missingField('contactPhone');
    if (!/^1?\d{10}$/.test(contactPhone)) return REFUSALS.badPhone;
    if (!MODES.includes(mode)) return REFUSALS.missingField('mode');
    if (text.trim() === '') return REFUSALS.missingField('text');
    const refusal = this.refused.get(contactPhone);
    if (refusal !== undefined) return refusal;
    const timestamp = this.clock.now().toISOString();
    const id = textingId('sent', this.startedAt, this.messages.length);
    const credits = Math.ceil(text.length / CHARACTERS_PER_SMS);
    this.messages.push({ id, contactPhone, accountPhone, text, timestamp, mode, credits });
    return { status: 201, body: { id, credits } };
  }

  /** GET /messages/{messageId} and the first page of GET /messages?contactPhone=…, newest first. */
  private show({ method, url }: Received): Answer {
    const [, id] = /^\/v2\/api\/messages(?:\/([0-9a-f]{24}))?$/.exec(url.pathname) ?? [null];
    if (id === null || method !== 'GET') return REFUSALS.notFound;
    if (id !== undefined) {
      const found = this.messages.find((message) => message.id === id);
      return found === undefined ? REFUSALS.notFound : { status: 200, body: shown(found) };
    }
    const phone = url.searchParams.get('contactPhone');
    const found = this.messages.filter(({ contactPhone }) => [null, contactPhone].includes(phone));
    const content = found.reverse().slice(0, 50).map(shown);
    const totalPages = Math.ceil(found.length / 50);
    return { status: 200, body: { content, totalPages, totalElements: found.length } };
  }
}

/** Calls one webhook. */
export async function postReport(url: string, report: WebhookReport): Promise<Answer> {
  const headers = { 'Content-Type': 'application/json' };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(report) });
  return { status: response.status, body: await response.text() };
}

function parsed(body: string): SendRequest | null {
  try {
    return JSON.parse(body) as SendRequest;
  } catch {
    return null;
  }
}

function shown({ id, contactPhone, accountPhone, text, timestamp }: SentMessage): object {
  const kind = { directionType: 'MT', referenceType: 'API_SEND', category: 'SMS' };
  return { id, subject: '', text, contactPhone, accountPhone, timestamp, ...kind, mediaItems: [] };
}
