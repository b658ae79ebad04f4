import { createHash } from 'node:crypto';
import { HttpFailure } from '../http/httpFailure';
import type { Clock, HttpClient, HttpRequest, HttpResponse } from '../ports';
import type { Alert, AlertChannel } from './alertChannel';
import { AlertFailure } from './alertFailure';
import { refusalOf, slackFailure } from './slackAnswer';
import { slackMessage } from './slackMessage';
import type { SlackPace } from './slackPace';

/** Where messages go. */
export type SlackConfig =
  | { readonly sendBy: 'webhook'; readonly webhookUrl: string }
  | {
      readonly sendBy: 'botToken';
      readonly botToken: string;
      /** Its id or name. */
      readonly channel: string;
      /** Without the method and without a slash at its end, e.g. https://slack.com/api. */
      readonly apiUrl: string;
    };

export interface SlackParts {
  readonly http: HttpClient;
  readonly clock: Clock;
  readonly config: SlackConfig;
  /** One per process. */
  readonly pace: SlackPace;
}

/** Milliseconds; a call with less is not worth sending. */
const SHORTEST_CALL = 200;

/**
 * Posts alerts into a Slack channel.
 *
 * Sources: https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks (POST of JSON
 * with `text`, answered by the text `ok`); https://docs.slack.dev/reference/methods/chat.postMessage
 * (bearer token with the scope chat:write, `channel` and `text`, JSON answer with `ok`).
 */
export class SlackAlertChannel implements AlertChannel {
  readonly id: string;

  constructor(private readonly parts: SlackParts) {
    this.id = idOf(parts.config);
  }

  async send(alert: Alert, deadline: number): Promise<void> {
    await this.waitForTurn(deadline);
    const { pace } = this.parts;
    const refusal = refusalOf(await this.post(slackMessage(alert), deadline));
    if (refusal === null) {
      pace.succeeded(this.id);
      return;
    }
    if (refusal.pause === null) pace.failed(this.id);
    else pace.pause(this.id, refusal.pause);
    throw refusal.failure;
  }

  /** @throws AlertFailure when it is not the channel's turn before the deadline */
  private async waitForTurn(deadline: number): Promise<void> {
    const { pace, clock } = this.parts;
    const turn = pace.takeTurn(this.id, deadline - SHORTEST_CALL);
    if (turn === null) throw heldBack();
    // Timers of Node.js may end a moment early.
    while (clock.elapsed() < turn) await clock.sleep(turn - clock.elapsed());
    // Slack may have asked another execution to wait in the meantime.
    if (pace.isPausedAt(this.id, turn)) throw heldBack();
  }

  private async post(text: string, deadline: number): Promise<HttpResponse> {
    const { http, clock, pace, config } = this.parts;
    const timeout = deadline - clock.elapsed();
    try {
      return await http.send({ ...requestOf(config, text), timeout });
    } catch (error) {
      pace.failed(this.id);
      throw error instanceof HttpFailure ? slackFailure(error.code) : error;
    }
  }
}

function requestOf(config: SlackConfig, text: string): Omit<HttpRequest, 'timeout'> {
  // A link in a cause must not make Slack fetch it.
  const message = { text, unfurl_links: false, unfurl_media: false };
  const json = { 'Content-Type': 'application/json; charset=utf-8' };
  switch (config.sendBy) {
    case 'webhook':
      return { method: 'POST', url: config.webhookUrl, headers: json, body: message };
    case 'botToken':
      return {
        method: 'POST',
        url: `${config.apiUrl}/chat.postMessage`,
        headers: { ...json, Authorization: `Bearer ${config.botToken}` },
        body: { channel: config.channel, ...message },
      };
  }
}

function heldBack(): AlertFailure {
  return new AlertFailure(
    'held_back',
    'Slack takes one message a second and asked for a pause, or failed twice; the alert goes out later.',
  );
}

/** A webhook's URL and a token are secrets, so only their hash names the channel. */
function idOf(config: SlackConfig): string {
  const place =
    config.sendBy === 'webhook'
      ? [config.webhookUrl]
      : [config.apiUrl, config.botToken, config.channel];
  return `slack:${createHash('sha256').update(JSON.stringify(place)).digest('hex').slice(0, 16)}`;
}
