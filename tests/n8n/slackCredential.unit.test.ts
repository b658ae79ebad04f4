import { ConfigurationError } from '../../nodes/core/errors';
import { toSlackConfig } from '../../nodes/n8n/slackCredential';

const WEBHOOK = {
  sendBy: 'webhook',
  secretWebhookUrl: 'https://hooks.slack.com/services/T0/B0/tr0ub4dor',
};
const BOT = { sendBy: 'botToken', botToken: 'xoxb-tr0ub4dor', channel: 'C0123456789' };

function refusalOf(data: unknown): ConfigurationError {
  try {
    toSlackConfig(data);
  } catch (error) {
    if (error instanceof ConfigurationError) return error;
  }
  throw new Error('The credential was not refused.');
}

describe('a Slack credential', () => {
  it('with a webhook needs its URL only', () => {
    const leftOver = { botToken: '', channel: '', apiUrl: 'https://slack.com/api' };
    expect(toSlackConfig({ ...WEBHOOK, ...leftOver })).toEqual({
      sendBy: 'webhook',
      webhookUrl: WEBHOOK.secretWebhookUrl,
    });
  });

  it('with a bot token posts to slack.com unless another address is given', () => {
    expect(toSlackConfig({ ...BOT, secretWebhookUrl: '' })).toEqual({
      ...BOT,
      apiUrl: 'https://slack.com/api',
    });
    const gov = { ...BOT, apiUrl: 'https://slack-gov.com/api/' };
    expect(toSlackConfig(gov)).toMatchObject({ apiUrl: 'https://slack-gov.com/api' });
  });

  it('gives up the white space of a pasted secret', () => {
    expect(toSlackConfig({ ...BOT, botToken: ' xoxb-1\n' })).toMatchObject({ botToken: 'xoxb-1' });
  });

  it.each([
    ['http://127.0.0.1:8080/services/x'],
    ['http://localhost/services/x'],
    ['http://[::1]:99/services/x'],
  ])('may name the loopback address %s without TLS', (secretWebhookUrl) => {
    expect(toSlackConfig({ ...WEBHOOK, secretWebhookUrl })).toMatchObject({
      webhookUrl: secretWebhookUrl,
    });
  });

  it.each([
    ['http://hooks.slack.com/services/tr0ub4dor'],
    ['http://127.0.0.1.example.com/tr0ub4dor'],
    ['http://localhost.example.com/tr0ub4dor'],
    ['ftp://hooks.slack.com/tr0ub4dor'],
    ['hooks.slack.com/services/tr0ub4dor'],
  ])('is refused with the address %s, which is not repeated', (url) => {
    for (const [data, label] of [
      [{ ...WEBHOOK, secretWebhookUrl: url }, 'Webhook URL'],
      [{ ...BOT, apiUrl: url }, 'Slack API URL'],
    ] as const) {
      const { message, hint, detail } = refusalOf(data);
      expect(message).toContain(`${label} must be an address that begins with https://`);
      expect(hint).toContain('loopback');
      expect(JSON.stringify([message, hint, detail])).not.toContain('tr0ub4dor');
    }
  });

  it.each([
    [{ ...WEBHOOK, secretWebhookUrl: '' }, 'Webhook URL'],
    [{ ...BOT, botToken: ' ', channel: undefined }, 'Bot Token, Channel'],
    [{ sendBy: 'pigeon' }, 'Send By'],
    [null, 'Send By'],
  ])('that is not complete names what is missing (%#)', (data, fields) => {
    const { message, hint } = refusalOf(data);
    expect(message).toMatch(new RegExp(`${fields}.*\\.$`));
    expect(hint).toContain('credential');
  });
});
