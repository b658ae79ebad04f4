import type { Alert } from '../../../nodes/core/alerts/alertChannel';
import type { AlertFailure } from '../../../nodes/core/alerts/alertFailure';
import { SlackAlertChannel, type SlackConfig } from '../../../nodes/core/alerts/slackAlertChannel';
import { SlackPace } from '../../../nodes/core/alerts/slackPace';
import { HttpFailure } from '../../../nodes/core/http/httpFailure';
import type { HttpClient, HttpRequest, HttpResponse } from '../../../nodes/core/ports';
import { ManualClock } from '../../support/manualClock';

const ALERT: Alert = {
  database: 'crm',
  schema: 'public',
  news: [],
  more: { causes: 0, events: 1 },
};
const WEBHOOK: SlackConfig = {
  sendBy: 'webhook',
  webhookUrl: 'https://hooks.slack.com/services/secret',
};
const BOT: SlackConfig = {
  ...{ sendBy: 'botToken', botToken: 'xoxb-secret', channel: 'C1' },
  apiUrl: 'https://slack.com/api',
};
const TAKEN: HttpResponse = { status: 200, headers: {}, body: 'ok' };
const tooFast = (seconds?: string): HttpResponse => ({
  status: 429,
  headers: seconds === undefined ? {} : { 'retry-after': seconds },
  body: { ok: false, error: 'ratelimited' },
});

/** Answers each call with the next of its answers, then takes everything. */
class ScriptedHttp implements HttpClient {
  readonly requests: Array<HttpRequest & { readonly at: number }> = [];
  constructor(
    private readonly clock: ManualClock,
    private readonly answers: Array<HttpResponse | Error> = [],
  ) {}

  async send(request: HttpRequest): Promise<HttpResponse> {
    this.requests.push({ ...request, at: this.clock.elapsed() });
    const answer = this.answers.shift() ?? TAKEN;
    if (answer instanceof Error) throw answer;
    return answer;
  }
}

function stage(answers: Array<HttpResponse | Error> = [], config = WEBHOOK) {
  const clock = new ManualClock(undefined, true);
  const http = new ScriptedHttp(clock, answers);
  const pace = new SlackPace(clock);
  const channel = new SlackAlertChannel({ http, clock, config, pace });
  const send = (limit = 3000) => channel.send(ALERT, clock.elapsed() + limit);
  const refusal = async (limit?: number): Promise<AlertFailure | null> =>
    send(limit).then(
      () => null,
      (error: unknown) => error as AlertFailure,
    );
  return { clock, http, pace, channel, send, refusal };
}

describe('a message by webhook', () => {
  it('is the text alone, as JSON, within the time that is left', async () => {
    const { http, send } = stage();
    await send(2500);
    expect(http.requests).toEqual([
      {
        ...{ method: 'POST', url: WEBHOOK.webhookUrl, timeout: 2500, at: expect.any(Number) },
        headers: { 'Content-Type': 'application/json; charset=utf-8' },
        body: {
          text: expect.stringContaining('crm') as string,
          ...{ unfurl_links: false, unfurl_media: false },
        },
      },
    ]);
  });

  it.each([
    [{ status: 200, headers: {}, body: '<html>Sign in</html>' }, 'http_200'],
    [{ status: 200, headers: {}, body: '' }, 'http_200'],
    [{ status: 200, headers: {}, body: { ok: false, error: 'no_service' } }, 'no_service'],
    [{ status: 404, headers: {}, body: 'no_service' }, 'no_service'],
    [{ status: 410, headers: {}, body: 'channel_is_archived' }, 'channel_is_archived'],
    [{ status: 403, headers: {}, body: 'action_prohibited' }, 'action_prohibited'],
    [{ status: 500, headers: {}, body: 'ok' }, 'http_500'],
    [{ status: 302, headers: {}, body: '' }, 'http_302'],
    [{ status: 400, headers: {}, body: 'Bearer xoxb-secret is wrong' }, 'http_400'],
  ])('did not arrive when the answer is %j', async (answer, code) => {
    const failure = await stage([answer]).refusal();
    expect(failure?.code).toBe(code);
    expect(failure?.hint).toMatch(/\S/);
    expect(JSON.stringify([failure?.message, failure?.hint])).not.toContain('secret');
  });
});

describe('a message by bot token', () => {
  const taken: HttpResponse = { status: 200, headers: {}, body: { ok: true, ts: '1' } };

  it('names the channel, and the token in a header only', async () => {
    const { http, send } = stage([taken], BOT);
    await send();
    const [request] = http.requests;
    expect(request?.url).toBe('https://slack.com/api/chat.postMessage');
    expect(request?.headers?.['Authorization']).toBe('Bearer xoxb-secret');
    expect(request?.body).toMatchObject({ channel: 'C1' });
    expect(JSON.stringify(request?.body)).not.toContain('xoxb');
  });

  it.each(['invalid_auth', 'missing_scope', 'not_in_channel', 'is_archived', 'something_new'])(
    'did not arrive when HTTP 200 says that ok is false because of %s',
    async (error) => {
      const failure = await stage([{ ...taken, body: { ok: false, error } }], BOT).refusal();
      expect(failure?.code).toBe(error);
      expect(failure?.hint).toMatch(/\S/);
    },
  );
});

describe('messages of one channel', () => {
  it('go out one a second, whoever sends', async () => {
    const { clock, http, pace, send } = stage();
    const other = new SlackAlertChannel({ http, clock, config: WEBHOOK, pace });
    const start = clock.elapsed();
    await send();
    await other.send(ALERT, clock.elapsed() + 3000);
    await send();
    expect(http.requests.map(({ at }) => at - start)).toEqual([0, 1000, 2000]);
    expect(http.requests[1]?.timeout).toBe(2000);
  });

  it('are not slowed down by those of another', async () => {
    const { clock, http, pace, send } = stage();
    const other = new SlackAlertChannel({ http, clock, config: BOT, pace });
    const start = clock.elapsed();
    await send();
    await other.send(ALERT, clock.elapsed() + 3000);
    expect(http.requests.map(({ at }) => at - start)).toEqual([0, 0]);
  });

  it('that would come too late are held back, and take no turn', async () => {
    const { http, send, refusal } = stage();
    await send();
    expect((await refusal(900))?.code).toBe('held_back');
    await send();
    expect(http.requests).toHaveLength(2);
  });

  it('are the same channel for the same secret, which its id does not show', () => {
    const { clock, http, pace, channel } = stage();
    const bot = new SlackAlertChannel({ http, clock, config: BOT, pace });
    const elsewhere = new SlackAlertChannel({
      http,
      clock,
      config: { ...BOT, channel: 'C2' },
      pace,
    });
    expect(new SlackAlertChannel({ http, clock, config: WEBHOOK, pace }).id).toBe(channel.id);
    expect(new Set([channel.id, bot.id, elsewhere.id]).size).toBe(3);
    expect(channel.id + bot.id).not.toMatch(/secret|xoxb|hooks/);
  });
});

describe('Retry-After', () => {
  it('is honoured: nothing is sent before it is over', async () => {
    const { clock, http, refusal } = stage([tooFast('30')]);
    expect((await refusal())?.code).toBe('ratelimited');
    clock.advance(26_000);
    expect((await refusal())?.code).toBe('held_back');
    expect(http.requests).toHaveLength(1);
    clock.advance(4000);
    expect(await refusal()).toBeNull();
    expect(http.requests).toHaveLength(2);
  });

  it.each([[undefined], ['soon'], ['']])('that is %j means 30 s', async (seconds) => {
    const { clock, refusal } = stage([tooFast(seconds)]);
    await refusal();
    clock.advance(26_500);
    expect((await refusal())?.code).toBe('held_back');
    clock.advance(3500);
    expect(await refusal()).toBeNull();
  });

  it('also counts when it comes with HTTP 200', async () => {
    const answer = { status: 200, headers: {}, body: { ok: false, error: 'rate_limited' } };
    const { refusal } = stage([answer], BOT);
    await refusal();
    expect((await refusal())?.code).toBe('held_back');
  });

  it('that arrives while another message waits for its turn holds that one back', async () => {
    const { clock, http, pace, send } = stage();
    await send();
    const waiting = new SlackAlertChannel({
      ...{ http, pace, config: WEBHOOK },
      clock: {
        now: () => clock.now(),
        elapsed: () => clock.elapsed(),
        sleep: async (milliseconds) => {
          pace.pause(waiting.id, 60_000);
          clock.advance(milliseconds);
        },
      },
    });
    await expect(waiting.send(ALERT, clock.elapsed() + 3000)).rejects.toMatchObject({
      code: 'held_back',
    });
    expect(http.requests).toHaveLength(1);
  });
});

describe('a channel that does not answer', () => {
  const silent = () => new HttpFailure('no_answer', true);

  it('rests for 30 s after two failures in a row, so that not every execution waits for it', async () => {
    const { clock, http, refusal } = stage([silent(), silent()]);
    expect((await refusal())?.code).toBe('no_answer');
    clock.advance(1000);
    expect((await refusal())?.code).toBe('no_answer');
    clock.advance(26_000);
    expect((await refusal())?.code).toBe('held_back');
    expect(http.requests).toHaveLength(2);
    clock.advance(4000);
    expect(await refusal()).toBeNull();
  });

  it('does not rest when a message arrived in between', async () => {
    const { clock, refusal } = stage([silent(), TAKEN, silent()]);
    for (let call = 0; call < 3; call += 1) {
      await refusal();
      clock.advance(1000);
    }
    expect(await refusal()).toBeNull();
  });

  it('passes errors that nobody planned for on', async () => {
    const { send } = stage([new TypeError('broken')]);
    await expect(send()).rejects.toThrow(TypeError);
  });
});
