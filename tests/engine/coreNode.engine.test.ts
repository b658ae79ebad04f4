import { loadOptions } from '../support/engine/callNodeMethod';
import { callTool } from '../support/engine/callTool';
import { runWorkflow } from '../support/engine/runWorkflow';
import { connect, makeNode } from '../support/engine/workflowParts';

const sign = makeNode('Sign', 'n8n-nodes-base.jwt', {
  parameters: {
    operation: 'sign',
    claims: {},
    useJson: true,
    claimsJson: '{"name":"John"}',
    options: {},
  },
  credentials: { jwtAuth: { id: 'credential-1', name: 'Signing key' } },
});
const start = makeNode('Start', 'n8n-nodes-base.manualTrigger');
const connections = connect(['Start', 'Sign']);

function hashNode(value: string) {
  return makeNode('Hash Text', 'n8n-nodes-base.crypto', {
    parameters: {
      action: 'hash',
      type: 'SHA256',
      value,
      dataPropertyName: 'hash',
      encoding: 'hex',
    },
  });
}

describe('a core node in the engine of the tests', () => {
  it('reads the credential that it names', async () => {
    const key = { keyType: 'passphrase', secret: 'a passphrase', algorithm: 'HS256' };
    const finished = await runWorkflow({
      nodes: [start, sign],
      connections,
      credentials: { 'credential-1': key },
    });
    expect(finished.items('Sign')[0]?.json['token']).toMatch(/^eyJ/);
  });

  it('says which credential it misses', async () => {
    const finished = await runWorkflow({ nodes: [start, sign], connections });
    expect(finished.error('Sign')?.message).toContain('credential-1');
  });

  it('fills a drop-down of its panel', async () => {
    const dateTime = makeNode('Date', 'n8n-nodes-base.dateTime');
    const options = await loadOptions(dateTime, 'getTimezones');
    expect(options.map((option) => option.value)).toContain('America/New_York');
  });

  it('works as the tool of an agent, which fills in what the node leaves to it', async () => {
    const node = hashNode("={{ $fromAI('text', 'the text', 'string') }}");
    const answer = await callTool(node, { text: 'abc' });
    expect(answer.toolName).toBe('Hash_Text');
    expect(answer.text).toContain('ba7816bf');
  });
});
