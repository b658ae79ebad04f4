import { systemClock } from '../../nodes/core/systemClock';
import { AirtableServer } from '../../stand/services/airtableServer';
import { SimpleTextingServer } from '../../stand/services/simpleTextingServer';
import { SLACK_CHANNEL, SLACK_TOKEN, SlackServer } from '../../stand/services/slackServer';
import { httpRequest, type RequestCredential } from '../../workflows/definitions/httpRequests';
import { runWorkflow } from '../support/engine/runWorkflow';
import { connect, makeNode } from '../support/engine/workflowParts';

/** What an HTTP Request node gives that calls with a credential. */
async function request(
  { method, url, body }: { method: 'GET' | 'POST'; url: string; body?: object },
  [credential, data]: readonly [RequestCredential, Record<string, string>],
) {
  const { type, ...node } = httpRequest({
    method,
    url: `={{ '${url}' }}`,
    credential,
    ...(body === undefined ? {} : { body: `={{ ${JSON.stringify(body)} }}` }),
  });
  const credentials = { [credential]: { id: credential, name: credential } };
  const finished = await runWorkflow({
    nodes: [
      makeNode('Start', 'n8n-nodes-base.manualTrigger'),
      makeNode('Call', type, { ...node, parameters: { ...node.parameters }, credentials }),
    ],
    connections: connect(['Start', 'Call']),
    credentials: { [credential]: data },
  });
  return { items: finished.items('Call').map(({ json }) => json), error: finished.error('Call') };
}

describe('HTTP Request in the engine of the tests', () => {
  it("calls Airtable with the header of n8n's own credential", async () => {
    const airtable = await AirtableServer.start(systemClock);
    const { apiUrl, baseId, table, token } = airtable.config;
    const url = `${apiUrl}/${baseId}/${encodeURIComponent(table)}`;
    const right = await request({ method: 'GET', url }, [
      'airtableTokenApi',
      { accessToken: token },
    ]);
    const wrong = await request({ method: 'GET', url }, [
      'airtableTokenApi',
      { accessToken: 'no' },
    ]);
    await airtable.stop();
    expect(right.items).toEqual([{ records: [] }]);
    expect(wrong.error?.message).toContain('Authorization failed');
  });

  it('calls SimpleTexting with a bearer token', async () => {
    const texting = await SimpleTextingServer.start(systemClock);
    const { apiUrl, token } = texting.config;
    const body = { contactPhone: '4085551234', mode: 'AUTO', text: 'Hey John' };
    const url = `${apiUrl}/messages`;
    const sent = await request({ method: 'POST', url, body }, ['httpBearerAuth', { token }]);
    await texting.stop();
    expect(sent.items).toEqual([{ id: texting.messages[0]?.id, credits: 1 }]);
  });

  it("calls Slack with the header of n8n's own credential", async () => {
    const slack = await new SlackServer().start();
    const body = { channel: SLACK_CHANNEL, text: 'A workflow failed' };
    const url = `${slack.apiUrl}/chat.postMessage`;
    const sent = await request({ method: 'POST', url, body }, [
      'slackApi',
      { accessToken: SLACK_TOKEN },
    ]);
    await slack.stop();
    expect(sent.items).toMatchObject([{ ok: true, channel: SLACK_CHANNEL }]);
    expect(slack.taken).toEqual(['A workflow failed']);
  });
});
