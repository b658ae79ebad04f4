import type { LogReceipt } from '../../nodes/core/logReceipt';
import { freePort } from '../../stand/freePort';
import { AlertedWriter } from '../support/faults/alertedWriter';
import { SLACK_CHANNEL, SLACK_TOKEN, SlackServer } from '../support/faults/slackServer';

/** Milliseconds of alerting that an execution may cost, and what a busy machine adds. */
const LIMIT = 3000;
const SLACK_OF_TIME = 700;

let slack: SlackServer;
beforeEach(async () => {
  slack = await new SlackServer().start();
});
afterEach(() => slack.stop());

const byWebhook = () => ({ sendBy: 'webhook', secretWebhookUrl: slack.webhookUrl });
const byToken = (botToken = SLACK_TOKEN) => ({
  ...{ sendBy: 'botToken', botToken },
  ...{ channel: SLACK_CHANNEL, apiUrl: slack.apiUrl },
});

/** What the same execution gives when Slack works. */
async function receiptsWithSlack(): Promise<readonly LogReceipt[]> {
  const { receipts } = await new AlertedWriter(byWebhook()).log(2);
  slack.messages.length = 0;
  return receipts;
}

const withoutTimes = (receipts: readonly LogReceipt[]) =>
  receipts.map(({ durationMs: _, timestamp: _at, eventId: _id, ...rest }) => rest);

async function expectUnchanged(writer: AlertedWriter): Promise<number> {
  const expected = await receiptsWithSlack();
  const { receipts, alertMs } = await writer.log(2);
  expect(withoutTimes(receipts)).toEqual(withoutTimes(expected));
  expect(receipts[0]).toMatchObject({ outcome: 'deadLettered', keptIn: 'spool' });
  expect(alertMs).toBeLessThan(LIMIT + SLACK_OF_TIME);
  expect(writer.warnings).toHaveLength(1);
  expect(writer.warnings[0]).not.toMatch(/xoxb|secret|127\.0\.0\.1|Arlington/);
  return alertMs;
}

describe('Slack', () => {
  it('Row 46: a Slack that is down changes neither outcome nor receipts nor time', async () => {
    const secretWebhookUrl = `http://127.0.0.1:${await freePort()}/services/secret`;
    const writer = new AlertedWriter({ sendBy: 'webhook', secretWebhookUrl });
    expect(await expectUnchanged(writer)).toBeLessThan(SLACK_OF_TIME);
    expect(writer.warnings[0]).toContain('ECONNREFUSED');
  });

  it('Row 46: a Slack that hangs costs 3 seconds at most, and the alert goes out later', async () => {
    const writer = new AlertedWriter(byWebhook());
    const expected = await receiptsWithSlack();
    slack.answers.push({ kind: 'hang' });
    const { receipts, alertMs } = await writer.log(2);
    expect(withoutTimes(receipts)).toEqual(withoutTimes(expected));
    expect(alertMs).toBeGreaterThan(LIMIT - 300);
    expect(alertMs).toBeLessThan(LIMIT + SLACK_OF_TIME);
    expect(writer.warnings[0]).toContain('no_answer');
    await writer.log(1);
    expect(slack.taken).toHaveLength(1);
    expect(slack.taken[0]).toContain('3 events could not be written');
  });

  it('Row 46: a Slack that resets the connection changes nothing', async () => {
    const writer = new AlertedWriter(byWebhook());
    const expected = await receiptsWithSlack();
    slack.answers.push({ kind: 'reset' });
    const { receipts, alertMs } = await writer.log(2);
    expect(withoutTimes(receipts)).toEqual(withoutTimes(expected));
    expect(alertMs).toBeLessThan(SLACK_OF_TIME);
    expect(writer.warnings[0]).toContain('ECONNRESET');
    expect(slack.taken).toEqual([]);
  });

  it('Row 46: ok:false with HTTP 200 is a failure, and the alert stays due with its counts', async () => {
    const writer = new AlertedWriter(byToken());
    slack.answers.push({ kind: 'refuse', error: 'not_in_channel' });
    const { receipts } = await writer.log(2);
    expect(receipts.map(({ outcome }) => outcome)).toEqual(['deadLettered', 'deadLettered']);
    expect(writer.warnings[0]).toContain('not_in_channel');
    expect(writer.warnings[0]).toContain('invite the Slack app');
    await writer.log(3);
    expect(slack.taken).toHaveLength(1);
    expect(slack.taken[0]).toContain('5 events could not be written');
    expect(slack.messages.at(-1)?.channel).toBe(SLACK_CHANNEL);
  });

  it('Row 46: a wrong token is said in the log, without the token', async () => {
    const writer = new AlertedWriter(byToken('xoxb-2-wrong'));
    await expectUnchanged(writer);
    expect(writer.warnings[0]).toContain('invalid_auth');
    expect(slack.taken).toEqual([]);
  });

  it('Row 46: 429 with Retry-After is honoured: nothing is sent before, and no count is lost', async () => {
    const writer = new AlertedWriter(byWebhook());
    slack.answers.push({ kind: 'tooFast', retryAfter: '4' });
    const start = performance.now();
    await writer.log(1);
    const { alertMs } = await writer.log(1);
    expect(alertMs).toBeLessThan(SLACK_OF_TIME);
    expect(slack.messages).toHaveLength(1);
    // By now the pause ends within the time limit of alerting: the next call waits for it.
    await new Promise((resolve) => setTimeout(resolve, 1500));
    await writer.log(1);
    const sent = slack.messages[1];
    expect(sent?.taken).toBe(true);
    expect((sent?.at ?? 0) - start).toBeGreaterThanOrEqual(4000);
    expect(sent?.text).toContain('3 events could not be written');
  });
});
