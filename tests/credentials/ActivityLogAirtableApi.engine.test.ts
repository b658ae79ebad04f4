import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { ActivityLogAirtableApi } from '../../credentials/ActivityLogAirtableApi.credentials';
import { systemClock } from '../../nodes/core/systemClock';
import { makeWorkflow } from '../support/engine/runWorkflow';
import { makeNode } from '../support/engine/workflowParts';
import { AirtableServer } from '../../stand/services/airtableServer';

const { properties, authenticate, test: button } = new ActivityLogAirtableApi();

/** What n8n makes of an expression of the credential. */
function resolve(expression: unknown, $credentials: ICredentialDataDecryptedObject): string {
  const node = makeNode('Start', 'n8n-nodes-base.manualTrigger');
  const workflow = makeWorkflow({ nodes: [node], connections: {} });
  const value = workflow.expression.getSimpleParameterValue(
    node,
    expression as string,
    'internal',
    { $credentials },
  );
  return String(value);
}

/** The answer's status when somebody presses *Test*. */
async function statusOf(credential: ICredentialDataDecryptedObject): Promise<number> {
  const { baseURL, url, qs } = button.request;
  const query = new URLSearchParams(qs as Record<string, string>);
  const address = `${resolve(baseURL, credential)}${resolve(url, credential)}?${query.toString()}`;
  const token = authenticate.properties.headers?.['Authorization'];
  const headers = { Authorization: resolve(token, credential) };
  return (await fetch(address, { headers })).status;
}

describe('our Airtable credential', () => {
  it('hides the token', () => {
    const hidden = properties.filter(({ typeOptions }) => typeOptions?.password === true);
    expect(hidden.map(({ name }) => name)).toEqual(['accessToken']);
  });
});

describe('the Test button of our Airtable credential', () => {
  let server: AirtableServer;
  beforeAll(async () => {
    server = await AirtableServer.start(systemClock);
  });
  afterAll(() => server.stop());

  it('asks for a record of the table, with the token', async () => {
    const { token: accessToken, ...rest } = server.config;
    const credential = { ...rest, accessToken };
    expect(await statusOf(credential)).toBe(200);
    expect(await statusOf({ ...credential, accessToken: 'pat-wrong' })).toBe(401);
    expect(await statusOf({ ...credential, table: 'Another / Table' })).toBe(403);
  });
});
