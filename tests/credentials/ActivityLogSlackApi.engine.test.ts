import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { ActivityLogSlackApi } from '../../credentials/ActivityLogSlackApi.credentials';
import { toSlackConfig } from '../../nodes/n8n/slackCredential';
import { makeWorkflow } from '../support/engine/runWorkflow';
import { makeNode } from '../support/engine/workflowParts';
import { SLACK_TOKEN, SlackServer } from '../../stand/services/slackServer';

const { properties, authenticate, test: button } = new ActivityLogSlackApi();
const defaults = Object.fromEntries(properties.map((field) => [field.name, field.default]));

/** What n8n makes of an expression of the credential. */
function resolve(expression: unknown, $credentials: ICredentialDataDecryptedObject): unknown {
  const node = makeNode('Start', 'n8n-nodes-base.manualTrigger');
  const workflow = makeWorkflow({ nodes: [node], connections: {} });
  return workflow.expression.getSimpleParameterValue(node, expression as string, 'internal', {
    $credentials,
  });
}

function requestOf(credential: ICredentialDataDecryptedObject) {
  const { baseURL, url, method } = button.request;
  const token = authenticate.properties.headers?.['Authorization'];
  return {
    method,
    url: `${String(resolve(baseURL, credential))}${String(resolve(url, credential))}`,
    authorization: resolve(token, credential),
  };
}

describe('the fields of our Slack credential', () => {
  it('all reach the channel, and secrets are hidden', () => {
    const url = { secretWebhookUrl: 'https://hooks.slack.com/services/x' };
    const bot = { botToken: 'xoxb-1', channel: 'C1', apiUrl: 'https://slack-gov.com/api' };
    const names = properties.map(({ name }) => name).sort();
    expect(names).toEqual(['sendBy', ...Object.keys({ ...url, ...bot })].sort());
    expect(toSlackConfig({ ...defaults, ...url })).toEqual({
      sendBy: 'webhook',
      webhookUrl: url.secretWebhookUrl,
    });
    expect(toSlackConfig({ ...defaults, ...bot, sendBy: 'botToken' })).toEqual({
      sendBy: 'botToken',
      ...bot,
    });
    const hidden = properties.filter(({ typeOptions }) => typeOptions?.password === true);
    expect(hidden.map(({ name }) => name)).toEqual(['secretWebhookUrl', 'botToken']);
  });
});

describe('the Test button of our Slack credential', () => {
  let slack: SlackServer;
  beforeAll(async () => {
    slack = await new SlackServer().start();
  });
  afterAll(() => slack.stop());

  /** n8n fails the test when the answer has the value that the rule names. */
  async function isRefused(credential: ICredentialDataDecryptedObject): Promise<boolean> {
    const { url, authorization } = requestOf(credential);
    const answer = await fetch(url, { headers: { Authorization: String(authorization) } });
    const body = (await answer.json()) as Record<string, unknown>;
    return (button.rules ?? []).some(
      ({ type, properties: rule }) =>
        type === 'responseSuccessBody' && body[rule.key] === rule.value,
    );
  }

  it('asks Slack whom the bot token belongs to', async () => {
    const bot = { ...defaults, sendBy: 'botToken', channel: 'C1', apiUrl: slack.apiUrl };
    expect(await isRefused({ ...bot, botToken: SLACK_TOKEN })).toBe(false);
    expect(await isRefused({ ...bot, botToken: 'xoxb-wrong' })).toBe(true);
  });

  it('posts nothing for a webhook: it asks whether Slack answers, and shows no token', () => {
    const credential = { ...defaults, secretWebhookUrl: slack.webhookUrl, botToken: SLACK_TOKEN };
    expect(requestOf(credential)).toEqual({
      method: 'GET',
      url: 'https://slack.com/api/api.test',
      authorization: undefined,
    });
    expect(slack.messages).toEqual([]);
  });
});
