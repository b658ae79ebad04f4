import { SLACK_CHANNEL, SLACK_TOKEN, SlackServer } from '../../../stand/services/slackServer';

let slack: SlackServer;
beforeEach(async () => {
  slack = await new SlackServer().start();
});
afterEach(() => slack.stop());

async function post(body: object, token = SLACK_TOKEN) {
  const response = await fetch(`${slack.apiUrl}/chat.postMessage`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` },
    body: JSON.stringify(body),
  });
  const retryAfter = response.headers.get('retry-after');
  return { status: response.status, retryAfter, body: (await response.json()) as object };
}

describe("Slack's chat.postMessage", () => {
  it('answers with the channel, the time stamp and the message', async () => {
    const { status, body } = await post({ channel: SLACK_CHANNEL, text: 'Hello' });
    const ts = expect.stringMatching(/^\d+\.\d{6}$/) as string;
    expect(status).toBe(200);
    expect(body).toMatchObject({
      ok: true,
      channel: SLACK_CHANNEL,
      ts,
      message: { text: 'Hello' },
    });
    expect(slack.taken).toEqual(['Hello']);
  });

  it.each([
    ['channel_not_found', { channel: 'C0', text: 'Hello' }, SLACK_TOKEN],
    ['no_text', { channel: SLACK_CHANNEL, text: '' }, SLACK_TOKEN],
    ['invalid_auth', { channel: SLACK_CHANNEL, text: 'Hello' }, 'xoxb-wrong'],
  ])('refuses with HTTP 200 and %s', async (error, body, token) => {
    expect(await post(body, token)).toMatchObject({ status: 200, body: { ok: false, error } });
    expect(slack.taken).toEqual([]);
  });

  it('says with 429 when it is too much, and when to come again', async () => {
    slack.answers.push({ kind: 'tooFast', retryAfter: '30' });
    const message = { channel: SLACK_CHANNEL, text: 'Hello' };
    expect(await post(message)).toMatchObject({ status: 429, retryAfter: '30' });
    expect((await post(message)).status).toBe(200);
    expect(slack.taken).toEqual(['Hello']);
  });
});
