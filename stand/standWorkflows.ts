import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ACTIVITY_DATABASE } from './activityDatabase';
import { bindCredentials, type CredentialReference } from './bindCredentials';
import type { EmbeddedServer } from './embeddedPostgres';
import type { CredentialInput, N8nApi, WorkflowJson } from './n8nApi';
import { REPOSITORY } from './standPaths';
import type { StandState } from './standState';

/** Header that carries the key of the stand's workflows. */
export const HEADER_NAME = 'x-api-key';

const NOT_PUBLISHED = '';

/** The templates that the stand runs, as they lie in the folder `workflows`. */
export const STAND_WORKFLOWS = ['log-activity-api', 'timeline-api', 'replay-retry-queue'] as const;
export type StandWorkflow = (typeof STAND_WORKFLOWS)[number];

export interface PublishedWorkflow {
  readonly id: string;
  readonly json: WorkflowJson;
}

/** What the stand has put into n8n. */
export interface StandContent {
  readonly workflows: Record<StandWorkflow, PublishedWorkflow>;
  /** The credential of the activity log. */
  readonly postgres: CredentialReference;
}

/** Types of the stand's credentials, as nodes name them. */
type CredentialIds = Readonly<Record<string, CredentialReference>> & {
  readonly postgres: CredentialReference;
};

/**
 * Saves the stand's credentials and publishes its workflows with them. What is saved already is
 * left alone; `state.saved` is brought up to date.
 */
export async function publishStandWorkflows(
  api: N8nApi,
  server: EmbeddedServer,
  state: StandState,
): Promise<StandContent> {
  const credentials = await saveCredentials(api, server, state);
  const published: [string, PublishedWorkflow][] = [];
  for (const name of STAND_WORKFLOWS) {
    const template = readWorkflow(name);
    const json = { ...template, nodes: bindCredentials(template.nodes, credentials) };
    const id = await saveOnce(state, { name, content: json }, async (known) => {
      const saved = await api.saveWorkflow(json, known);
      // Should it not publish, the next start goes on with this one.
      state.saved[name] = { id: saved.id, hash: NOT_PUBLISHED };
      await api.publishWorkflow(saved);
      return saved.id;
    });
    published.push([name, { id, json }]);
  }
  const workflows = Object.fromEntries(published) as StandContent['workflows'];
  return { workflows, postgres: credentials.postgres };
}

async function saveCredentials(
  api: N8nApi,
  server: EmbeddedServer,
  state: StandState,
): Promise<CredentialIds> {
  const save = async (input: CredentialInput): Promise<CredentialReference> => {
    const { name } = input;
    const id = await saveOnce(state, { name, content: input }, (known) =>
      api.saveCredential(input, known),
    );
    return { id, name };
  };
  const { host, port, user, password } = server;
  return {
    postgres: await save({
      name: 'Activity Log',
      type: 'postgres',
      data: { host, port, user, password, database: ACTIVITY_DATABASE, ssl: 'disable' },
    }),
    httpHeaderAuth: await save({
      name: 'API Key',
      type: 'httpHeaderAuth',
      data: { name: HEADER_NAME, value: state.apiKey },
    }),
  };
}

async function saveOnce(
  state: StandState,
  { name, content }: { readonly name: string; readonly content: unknown },
  save: (id: string | undefined) => Promise<string>,
): Promise<string> {
  const known = state.saved[name];
  const hash = createHash('sha256').update(JSON.stringify(content)).digest('hex');
  if (known?.hash === hash) return known.id;
  const id = await save(known?.id);
  state.saved[name] = { id, hash };
  return id;
}

function readWorkflow(name: StandWorkflow): WorkflowJson {
  const file = join(REPOSITORY, 'workflows', `${name}.json`);
  const {
    name: title,
    nodes,
    connections,
    settings,
  } = JSON.parse(readFileSync(file, 'utf8')) as WorkflowJson;
  return { name: title, nodes, connections, settings: settings ?? {} };
}
