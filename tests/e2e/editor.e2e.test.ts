import { demoWorkflow } from '../../stand/demoWorkflow';
import { Editor } from '../../stand/editor';
import { N8nApi } from '../../stand/n8nApi';
import { sharedStand } from './sharedStand';

const stand = sharedStand();
let editor: Editor;
beforeAll(async () => {
  editor = await Editor.open(stand.address, stand.owner);
});
afterAll(() => editor.close());

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

describe('a node on the canvas', () => {
  beforeAll(async () => {
    const api = new N8nApi(stand.address);
    await api.signIn(stand.owner);
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
