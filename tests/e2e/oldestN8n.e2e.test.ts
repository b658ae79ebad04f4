import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type INode, type INodeTypeDescription, NodeHelpers } from 'n8n-workflow';
import { PACKAGE_NAME } from '../../stand/communityPackage';
import { ACTIVITY_DATABASE } from '../../stand/activityDatabase';
import { consoleProgress } from '../../stand/progress';
import { SLACK_CHANNEL, SLACK_TOKEN, SlackServer } from '../../stand/services/slackServer';
import { HEADER_NAME } from '../../stand/standCredentials';
import { throwAwayPaths } from '../../stand/standPaths';
import { startTemplateStand, type TemplateStand } from '../../stand/templateStand';
import { eventually } from '../support/eventually';
import { neededN8n, OLDEST_N8N } from '../workflows/oldestN8n';
import { readTemplate, TEMPLATE_NAMES } from '../workflows/readTemplate';
import { failingWorkflow, FAILING } from './templates/failingWorkflow';
import { describeImportedAsTheyAre } from './templates/importedAsTheyAre';
import { CALLER_PATH, subworkflowCaller } from './templates/subworkflowCaller';

const SECRETS = {
  airtableToken: 'pat-oldest',
  simpleTextingToken: 'simpletexting-oldest',
  slackToken: SLACK_TOKEN,
  webhookSecret: 'webhook-secret-of-the-oldest',
};
const LEAD = 'oldest@example.com';
const ERROR_WORKFLOW = 'workflow-errors';

const coreNodes = (name: string): INode[] =>
  readTemplate(name).nodes.filter(({ type }) => type.startsWith('n8n-nodes-base.'));
/** The others say in their note which n8n they need. */
const TEMPLATES = TEMPLATE_NAMES.filter((name) =>
  coreNodes(name).every((node) => neededN8n(node) === null),
);

const paths = throwAwayPaths();
let stand: TemplateStand;
let slack: SlackServer;
let stop = () => Promise.resolve();
beforeAll(async () => {
  slack = await new SlackServer().start();
  stop = () => slack.stop();
  stand = await startTemplateStand({
    ...{ paths, release: 'oldest', progress: consoleProgress(), templates: TEMPLATES },
    ...{ services: SECRETS, errorWorkflow: ERROR_WORKFLOW },
    configured: { slackUrl: slack.apiUrl, slackChannel: SLACK_CHANNEL },
    further: () => [subworkflowCaller(), failingWorkflow(ERROR_WORKFLOW)],
  });
  stop = async () => {
    await stand.stop();
    await slack.stop();
  };
});
afterAll(() => stop());

function installed(...path: string[]): unknown {
  const file = join(paths.oldestInstallation, 'node_modules', ...path);
  return JSON.parse(readFileSync(file, 'utf8'));
}

let descriptions: INodeTypeDescription[] | undefined;

/** Descriptions of a core node type; each is for one version or several. */
function descriptionsOf(type: string): INodeTypeDescription[] {
  descriptions ??= installed(
    'n8n-nodes-base',
    'dist',
    'types',
    'nodes.json',
  ) as typeof descriptions;
  return (descriptions ?? []).filter(({ name }) => `n8n-nodes-base.${name}` === type);
}

function shownBy(node: INode) {
  const found = descriptionsOf(node.type).find(({ version }) =>
    [version].flat().includes(node.typeVersion),
  );
  if (found === undefined) throw new Error(`There is no ${node.type} ${node.typeVersion}.`);
  const { properties } = found;
  return NodeHelpers.getNodeParameters(properties, node.parameters, true, false, node, found);
}

async function call(path: string, body?: unknown) {
  const answer = await fetch(`${stand.address}/webhook/${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { [HEADER_NAME]: stand.apiKey, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: await answer.json() };
}

/** Types of the events about a thing. */
async function typesOf(entityId: string): Promise<string[]> {
  const rows = await stand.activityServer.query(
    ACTIVITY_DATABASE,
    'select event_type from lead_activity_log where entity_id = $1 order by id',
    [entityId],
  );
  return (rows as { event_type: string }[]).map(({ event_type }) => event_type);
}

const eventOf = (eventId: string) => ({
  ...{ eventType: 'NOTE_ADDED', eventId, leadEmail: LEAD, metadata: { note: 'Called' } },
});

describe('the oldest n8n', () => {
  it('loads every node of this package', async () => {
    const types = ['logActivity', 'queryTimeline', 'replayRetryQueue'];
    const loaded = await stand.api.nodeTypes(PACKAGE_NAME);
    expect(loaded).toEqual(expect.arrayContaining(types.map((type) => `${PACKAGE_NAME}.${type}`)));
  });

  it('has the versions of node types that the structure tests hold templates to', () => {
    expect(installed('n8n', 'package.json')).toMatchObject({ version: OLDEST_N8N.release });
    const versions = Object.keys(OLDEST_N8N.versions).map((type) => {
      const all = descriptionsOf(type).flatMap(({ version }) => version);
      return [type, all.toSorted((a, b) => a - b)] as const;
    });
    expect(Object.fromEntries(versions)).toEqual(OLDEST_N8N.versions);
  });

  it.each(TEMPLATES)('shows every parameter of %s.json', (name) => {
    for (const node of coreNodes(name)) expect(shownBy(node)).toMatchObject(node.parameters);
  });

  it('writes an event from the API once, and reads it back', async () => {
    const first = await call('log-activity', eventOf('oldest-1'));
    const again = await call('log-activity', eventOf('oldest-1'));
    expect(first).toMatchObject({ status: 200, body: { outcome: 'written' } });
    expect(again).toMatchObject({ status: 200, body: { outcome: 'duplicate' } });
    const { webhookId } = readTemplate('timeline-api').nodes.find((node) => node.webhookId) ?? {};
    const timeline = await call(`${webhookId}/leads/${LEAD}/activity`);
    expect(timeline).toMatchObject({ status: 200, body: { timeline: [{}], nextCursor: null } });
  });

  describeImportedAsTheyAre(() => stand);

  it('writes what is done in the portal', async () => {
    const action = { action: 'add_note', eventId: 'oldest-4', leadEmail: LEAD, note: 'Call back' };
    const { status, body } = await call('portal-actions', { ...action, noteId: 'oldest-4' });
    expect({ status, body }).toMatchObject({ status: 200, body: { outcome: 'written' } });
    expect(await typesOf('oldest-4')).toEqual(['NOTE_ADDED']);
  });

  it('logs the failure of a workflow and tells Slack of it', async () => {
    const failed = await fetch(`${stand.address}/webhook/${FAILING}`, { method: 'POST' });
    expect(failed.status).toBe(200);
    await eventually('Slack is told', () => slack.taken.length > 0);
    expect(slack.taken).toEqual([expect.stringContaining('Fails when called')]);
    expect(await typesOf(`n8n:${FAILING}:Break`)).toEqual(['workflow.execution_failed']);
  });

  it('lets another workflow log by a call, with a receipt for each event', async () => {
    const unreadable = { ...eventOf('oldest-3'), timestamp: 'yesterday' };
    const events = [eventOf('oldest-2'), unreadable, eventOf('oldest-2')];
    const { status, body } = await call(CALLER_PATH, { events });
    expect(status).toBe(200);
    expect(body).toMatchObject([
      { success: true, outcome: 'written' },
      { success: false, outcome: 'parked', field: 'Timestamp' },
      { success: true, outcome: 'duplicate' },
    ]);
  });
});
