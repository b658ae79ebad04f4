import { demoWorkflow } from '../../stand/demoWorkflow';
import { Editor } from '../../stand/editor';
import { N8nApi } from '../../stand/n8nApi';
import { sharedStand } from './sharedStand';

const stand = sharedStand();
let editor: Editor;
let api: N8nApi;
beforeAll(async () => {
  editor = await Editor.open(stand.address, stand.owner);
  api = new N8nApi(stand.address);
  await api.signIn(stand.owner);
});
afterAll(() => editor.close());

const QUEUE = ['Retry Queue', 'Alert', 'Options'];
const ALL_OF_REPLAY = ['Operation', 'Limit', 'Output', 'Dry Run', ...QUEUE];

/** What the panel of a node says, line by line. */
async function linesOfPanel(type: string, parameters: Record<string, unknown>): Promise<string[]> {
  const node = {
    ...{ id: 'node', name: 'Node', type, typeVersion: 1, position: [0, 0] },
    ...{ parameters, credentials: { postgres: stand.postgres } },
  };
  const workflow = { name: 'A panel to look at', nodes: [node], connections: {} };
  const { id } = await api.saveWorkflow(workflow, undefined);
  await editor.openWorkflow(id);
  await editor.openNode('Node');
  return (await editor.page.getByTestId('node-parameters').innerText()).split('\n');
}

describe('the nodes panel of n8n', () => {
  it('lists the three nodes for who searches the activity log', async () => {
    await editor.searchNodesPanel('activity log', 'Log Activity');
    const listed = await editor.listedNodes();
    expect(listed.sort()).toEqual(['Log Activity', 'Query Timeline', 'Replay Retry Queue']);
  });

  it.each([
    ['dead letter', 'Replay Retry Queue'],
    ['timeline', 'Query Timeline'],
    ['audit', 'Log Activity'],
  ])('finds by "%s" the node %s', async (text, name) => {
    await editor.searchNodesPanel(text, name);
    expect(await editor.listedNodes()).toContain(name);
  });
});

describe('the panel of a node', () => {
  it('begins with the credentials of the database, the retry queue and the alerts', async () => {
    const parameters = { retryQueue: 'airtable', alert: 'slack' };
    const lines = await linesOfPanel('n8n-nodes-activity-log.logActivity', parameters);
    const labels = lines.filter((line) => /^Credential|^Event Type|^Retry Queue|^Alert/.test(line));
    expect(labels).toEqual([
      'Credential',
      'Credential for Activity Log Airtable API',
      'Credential for Activity Log Slack API',
      'Event Type',
      'Retry Queue',
      'Alert',
    ]);
  });

  it.each([
    ['replay', ['Operation', 'Limit', 'Output', 'Dry Run', ...QUEUE]],
    ['purge', ['Operation', 'Dry Run', 'Retry Queue', 'Options']],
    ['getStatus', ['Operation', 'Retry Queue', 'Options']],
    ['setUpDatabase', ['Operation', 'Dry Run', 'Options']],
  ])('shows what the operation %s of Replay Retry Queue takes', async (operation, expected) => {
    const lines = await linesOfPanel('n8n-nodes-activity-log.replayRetryQueue', { operation });
    expect(lines[0]).toBe('Credential');
    expect(lines.filter((line) => ALL_OF_REPLAY.includes(line))).toEqual(expected);
  });
});

describe('a node on the canvas', () => {
  beforeAll(async () => {
    const workflow = demoWorkflow(stand.postgres);
    const { id } = await api.saveWorkflow(workflow, undefined);
    await editor.openWorkflow(id);
  });

  it('shows the fields of the chosen event type', async () => {
    await editor.openNode('Log Activity');
    await editor.page.getByTestId('parameter-input-campaign_id').waitFor();
    const labels = await editor.page.getByTestId('node-parameters').innerText();
    expect(labels).toContain('Campaign ID');
    expect(labels).toContain('Template ID');
  });

  it('writes an event when a person executes it', async () => {
    await editor.executeNode();
    expect(await editor.outputAsJson()).toMatch(/"outcome":\s*"(written|duplicate)"/);
  });
});
