import { ALL_WORKFLOWS } from '../workflows/definitions/allWorkflows';
import { setUpActivityDatabase } from './activityDatabase';
import type { CredentialReference } from './bindCredentials';
import { installPackage } from './communityPackage';
import type { ConfigurationValue } from './configure';
import type { EmbeddedServer } from './embeddedPostgres';
import { freePort } from './freePort';
import { N8nApi, type WorkflowJson } from './n8nApi';
import { N8nCommandLine, type WithId } from './n8nCommandLine';
import { installN8n, installOldestN8n, type N8nProgram } from './n8nInstallation';
import type { Progress } from './progress';
import { credentialInputs, type ServiceSecrets } from './standCredentials';
import { assembleParts, StandParts } from './standParts';
import type { StandPaths } from './standPaths';
import { readState } from './standState';
import { templateFor, TEMPLATES } from './standTemplates';
import { untilPublished } from './untilPublished';

const OWNER_EMAIL = 'owner@example.com';
const SCHEDULE = 'n8n-nodes-base.scheduleTrigger';
const ONCE_A_YEAR = '0 0 1 1 *';

export interface TemplateStandOptions {
  readonly paths: StandPaths;
  /** `newest` by default. */
  readonly release?: 'newest' | 'oldest';
  readonly progress: Progress;
  /** Names of the templates to publish, without `.json`. */
  readonly templates: readonly string[];
  readonly services: ServiceSecrets | null;
  /** Values of the nodes *Configuration*, for every template that has them. */
  readonly configured: Readonly<Record<string, ConfigurationValue>>;
  /** The template that every other one, and those in `further`, name as their error workflow. */
  readonly errorWorkflow: string | null;
  /** Workflows of a user besides; nodes that ask for credentials name them as `credentials` has them. */
  readonly further: (
    credentials: Readonly<Record<string, CredentialReference>>,
  ) => readonly WithId<WorkflowJson>[];
}

/** A full n8n whose templates came in by n8n's own commands; a template's id is its name. */
export interface TemplateStand {
  /** The address of n8n, without a slash at its end. */
  readonly address: string;
  /** What the templates want in the header `HEADER_NAME`. */
  readonly apiKey: string;
  /** Signed in as the owner. */
  readonly api: N8nApi;
  /** The server of the activity log; n8n's own database is on another. */
  readonly activityServer: EmbeddedServer;
  /** n8n's own database. */
  readonly n8nDatabase: EmbeddedServer;
  /** Stops everything that was started and waits until it is gone. */
  stop(): Promise<void>;
}

/** @throws Error when it cannot be started; then nothing is left */
export function startTemplateStand(options: TemplateStandOptions): Promise<TemplateStand> {
  return assembleParts(new StandParts(options.paths), (parts) => assemble(options, parts));
}

type Imported = readonly WithId<WorkflowJson>[];

async function install({ paths, progress, release }: TemplateStandOptions): Promise<N8nProgram> {
  const newest = await installN8n(paths.installation, progress);
  if (release !== 'oldest') return newest;
  return await installOldestN8n(paths.oldestInstallation, newest, progress);
}

async function assemble(options: TemplateStandOptions, parts: StandParts): Promise<TemplateStand> {
  const { paths, progress, release = 'newest' } = options;
  const { encryptionKey, ownerPassword, apiKey } = readState(paths.stateFile);
  const { packages, userFolder } = paths;
  const program = await install(options);
  await installPackage(packages, userFolder, progress);
  progress('Starting two PostgreSQL servers …');
  const n8nDatabase = await parts.startServer(paths.n8nDatabase);
  const activityServer = await parts.startServer(paths.activityDatabase);
  await setUpActivityDatabase(activityServer);
  const surroundings = {
    ...{ userFolder, encryptionKey, database: n8nDatabase, redis: null },
    brokerPort: await freePort(),
  };
  const commandLine = new N8nCommandLine(program, surroundings);
  const workflows = await importAll(commandLine, options, { server: activityServer, apiKey });
  // Once more, as a user gets them: without ids and credentials. These stay unpublished.
  await commandLine.importFolder(TEMPLATES, Object.keys(ALL_WORKFLOWS).length);
  progress(`Publishing ${workflows.length} workflows …`);
  if (release === 'newest') await commandLine.publish(workflows.map(({ id }) => id));
  progress('Starting n8n …');
  const { address } = await parts.startN8n({
    ...{ ...surroundings, program, logFile: paths.logFile },
    port: await freePort(),
  });
  const api = new N8nApi(address);
  await api.signIn({ email: OWNER_EMAIL, password: ownerPassword });
  if (release === 'newest') await untilPublished(n8nDatabase);
  else await publishByHand(api, workflows);
  progress('n8n is up.');
  return { address, apiKey, api, activityServer, n8nDatabase, stop: () => parts.stop() };
}

async function importAll(
  commandLine: N8nCommandLine,
  options: TemplateStandOptions,
  log: { readonly server: EmbeddedServer; readonly apiKey: string },
): Promise<Imported> {
  const { progress, templates, errorWorkflow, configured, services } = options;
  const inputs = credentialInputs({ ...log, services });
  const credentials = Object.fromEntries(
    inputs.map(({ name, type }) => [type, { id: type, name }] as const),
  );
  progress('Importing credentials and workflows …');
  await commandLine.importCredentials(inputs.map((input) => ({ ...input, id: input.type })));
  const choicesFor = (name: string) => ({
    ...{ credentials, configured },
    errorWorkflow: name === errorWorkflow ? null : errorWorkflow,
  });
  const workflows = [
    ...templates.map((name) => ({ ...atRest(templateFor(name, choicesFor(name))), id: name })),
    ...options.further(credentials),
  ];
  await commandLine.importWorkflows(workflows);
  return workflows;
}

/** What n8n 2.0 imported by its command has no version to publish, until a person has changed it. */
async function publishByHand(api: N8nApi, workflows: Imported): Promise<void> {
  for (const { id, ...workflow } of workflows) {
    const nodes = workflow.nodes.map((node) => ({ ...node, notesInFlow: false }));
    await api.publishWorkflow(await api.saveWorkflow({ ...workflow, nodes }, id));
  }
}

/** Templates with a schedule start when they are told to, at no moment of their own. */
function atRest(workflow: WorkflowJson): WorkflowJson {
  const yearly = { rule: { interval: [{ field: 'cronExpression', expression: ONCE_A_YEAR }] } };
  const nodes = workflow.nodes.map((node) =>
    node.type === SCHEDULE ? { ...node, parameters: yearly } : node,
  );
  return { ...workflow, nodes };
}
