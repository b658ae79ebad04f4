import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { INode } from 'n8n-workflow';
import { type Prompts, promptsOfPanel, shownNodes, shownNotes } from '../../stand/canvas';
import { Editor } from '../../stand/editor';
import { N8nApi } from '../../stand/n8nApi';
import { CREDENTIAL_NAMES, neededCredentials } from '../../stand/neededCredentials';
import { REPOSITORY } from '../../stand/standPaths';
import { readTemplate, TEMPLATE_NAMES } from '../workflows/readTemplate';
import { sharedStand } from './sharedStand';

/** Somebody who has no credential yet: n8n chooses by itself what is there. */
const NEWCOMER = { email: 'newcomer@example.com', password: 'Newcomer-2025' };
const STICKY = 'n8n-nodes-base.stickyNote';
const SIGNS_WITHIN_MS = 10_000;

const stand = sharedStand();
let editor: Editor;
beforeAll(async () => {
  const api = new N8nApi(stand.address);
  await api.signIn(stand.owner);
  await api.addMember(NEWCOMER);
  editor = await Editor.open(stand.address, NEWCOMER);
});
afterAll(() => editor.close());

/** What to read of a file after its import. */
interface Reading {
  /** How many nodes get a warning sign at least. */
  readonly asking: number;
  /** Nodes with a sign whose panels need not be opened. */
  readonly closed: ReadonlySet<string>;
}

/** What the import leaves to the person, by the names of the nodes that ask for it. */
async function promptsAfterImport(
  file: string,
  { asking, closed }: Reading,
): Promise<Record<string, Prompts>> {
  await editor.importWorkflow(file);
  const signs = editor.page.getByTestId('node-issues');
  if (asking > 0) await signs.nth(asking - 1).waitFor({ timeout: SIGNS_WITHIN_MS });
  const prompts: Record<string, Prompts> = {};
  for (const { name, hasIssues } of await shownNodes(editor.page)) {
    if (!hasIssues || closed.has(name)) continue;
    await editor.openNode(name);
    prompts[name] = await promptsOfPanel(editor.page);
    await editor.closeNode();
  }
  return prompts;
}

/** Nodes that ask for the same as one before them, in the same kind of panel. */
function likeOneBefore(nodes: readonly INode[]): INode[] {
  const kinds = nodes.map((node) => JSON.stringify([node.type, neededCredentials(node)]));
  return nodes.filter((_, i) => kinds.indexOf(kinds[i] ?? '') !== i);
}

async function unknownNodes(): Promise<string[]> {
  const shown = await shownNodes(editor.page);
  return shown.filter(({ isKnown }) => !isKnown).map(({ name }) => name);
}

describe.each(TEMPLATE_NAMES)('%s.json, imported by hand', (template) => {
  const nodes = readTemplate(template).nodes.filter(({ type }) => type !== STICKY);
  const asking = nodes.filter((node) => neededCredentials(node).length > 0);
  const closed = new Set(likeOneBefore(asking).map(({ name }) => name));
  let prompts: Record<string, Prompts>;
  beforeAll(async () => {
    const file = join(REPOSITORY, 'workflows', `${template}.json`);
    prompts = await promptsAfterImport(file, { asking: asking.length, closed });
  });

  it('shows all its nodes, and n8n knows each', async () => {
    const shown = await shownNodes(editor.page);
    expect(shown.map(({ name }) => name).toSorted()).toEqual(
      nodes.map(({ name }) => name).toSorted(),
    );
    expect(await unknownNodes()).toEqual([]);
  });

  it('asks for the credentials that it needs, and for nothing else', async () => {
    const opened = asking.filter(({ name }) => !closed.has(name));
    const expected = opened.map((node) => {
      const credentials = neededCredentials(node).map((type) => CREDENTIAL_NAMES[type] ?? type);
      return [node.name, { credentials, parameters: [] }] as const;
    });
    expect(prompts).toEqual(Object.fromEntries(expected));
    // Signs that came while the panels were open.
    const marked = (await shownNodes(editor.page)).filter(({ hasIssues }) => hasIssues);
    expect(marked.map(({ name }) => name).toSorted()).toEqual(
      asking.map(({ name }) => name).toSorted(),
    );
  });

  it('has announced each of them in its yellow note', async () => {
    const notes = await shownNotes(editor.page);
    const note = notes.find((text) => text.includes('Setup steps'));
    for (const { credentials } of Object.values(prompts)) {
      for (const credential of credentials) expect(note).toContain(credential);
    }
  });
});

describe('a file with faults, imported by hand', () => {
  const folder = mkdtempSync(join(tmpdir(), 'activity-log-import-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('shows what n8n does not know, and which parameters are missing', async () => {
    const common = { position: [0, 0], typeVersion: 1 };
    const http = { ...common, type: 'n8n-nodes-base.httpRequest', typeVersion: 4.2 };
    const nodes = [
      { ...common, name: 'No Type', type: 'n8n-nodes-activity-log.logActivities', parameters: {} },
      { ...http, name: 'No Version', typeVersion: 99, position: [224, 0], parameters: {} },
      { ...http, name: 'No Address', position: [448, 0], parameters: { method: 'GET', url: '' } },
    ];
    const file = join(folder, 'faulty.json');
    writeFileSync(file, JSON.stringify({ name: 'Faulty', nodes, connections: {} }));
    const prompts = await promptsAfterImport(file, { asking: 1, closed: new Set() });
    expect(await unknownNodes()).toEqual(['No Type', 'No Version']);
    expect(prompts).toEqual({ 'No Address': { credentials: [], parameters: ['url'] } });
  });
});
