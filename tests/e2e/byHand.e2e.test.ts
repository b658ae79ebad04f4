import axios from 'axios';
import { systemClock } from '../../nodes/core/systemClock';
import { Editor } from '../../stand/editor';
import { GREETING_PATH, greetingWorkflow, NEW_LEAD } from '../../stand/greeting';
import { STEPS } from '../../stand/instrument';
import { N8nApi } from '../../stand/n8nApi';
import { SimpleTextingServer } from '../../stand/services/simpleTextingServer';
import { HEADER_NAME } from '../../stand/standCredentials';
import type { TimelineEvent } from '../../stand/story/timelines';
import { eventually } from '../support/eventually';
import { readTemplate } from '../workflows/readTemplate';
import { sharedStand } from './sharedStand';

const TOKEN = 'SimpleTexting by hand';

const stand = sharedStand();
let simpleTexting: SimpleTextingServer;
let editor: Editor;
/** Of the workflow that has no log yet. */
let id: string;
beforeAll(async () => {
  simpleTexting = await SimpleTextingServer.start(systemClock);
  const api = new N8nApi(stand.address);
  await api.signIn(stand.owner);
  const { apiUrl, token } = simpleTexting.config;
  const bearer = { name: TOKEN, type: 'httpBearerAuth', data: { token } };
  const credential = { id: await api.saveCredential(bearer, undefined), name: TOKEN };
  ({ id } = await api.saveWorkflow(greetingWorkflow({ apiUrl, token: credential }), undefined));
  editor = await Editor.open(stand.address, stand.owner);
});
afterAll(async () => {
  await editor.close();
  await simpleTexting.stop();
});

/** What the log tells of the lead, oldest first. */
async function timeline(): Promise<TimelineEvent[]> {
  const { webhookId } = readTemplate('timeline-api').nodes.find((node) => node.webhookId) ?? {};
  const address = `${stand.address}/webhook/${webhookId}/leads/${NEW_LEAD.id}/activity`;
  const headers = { [HEADER_NAME]: stand.apiKey };
  const answer = await axios.get<{ timeline: TimelineEvent[] }>(address, { headers, proxy: false });
  return answer.data.timeline.toReversed();
}

it('takes a person three steps to log what a workflow does', async () => {
  await editor.openWorkflow(id);
  await editor.executeWorkflow();
  for (const step of STEPS) await step(editor, () => Promise.resolve());

  await axios.post(`${stand.address}/webhook/${GREETING_PATH}`, NEW_LEAD, { proxy: false });
  await eventually('both events', async () => (await timeline()).length === 2);
  const expected = simpleTexting.messages.map((message) => ({
    eventType: 'MESSAGE_SENT',
    message: NEW_LEAD.text,
    metadata: { phone: NEW_LEAD.phone, simpletexting_id: message.id },
    source: `n8n:${id}`,
  }));
  expect(expected).toHaveLength(2);
  expect(await timeline()).toMatchObject(expected);
});
