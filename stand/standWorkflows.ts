import { createHash } from 'node:crypto';
import { ALL_WORKFLOWS } from '../workflows/definitions/allWorkflows';
import type { CredentialReference } from './bindCredentials';
import type { ConfigurationValue } from './configure';
import type { EmbeddedServer } from './embeddedPostgres';
import type { N8nApi, WorkflowJson } from './n8nApi';
import { credentialInputs, type ServiceSecrets } from './standCredentials';
import type { StandState } from './standState';
import { type Choices, templateFor } from './standTemplates';

const NOT_PUBLISHED = '';

/** The templates that the story goes through; they call no service. */
export const STORY_WORKFLOWS = ['log-activity-api', 'timeline-api', 'replay-retry-queue'] as const;
type StoryWorkflow = (typeof STORY_WORKFLOWS)[number];

/** Told of every failure of the others. */
const ERROR_WORKFLOW = 'workflow-errors';

export interface PublishedWorkflow {
  readonly id: string;
  readonly json: WorkflowJson;
}

/** By the names of their files. */
export type PublishedWorkflows = Readonly<Record<StoryWorkflow, PublishedWorkflow>> &
  Readonly<Record<string, PublishedWorkflow>>;

/** What the stand has put into n8n. */
export interface StandContent {
  readonly workflows: PublishedWorkflows;
  /** The credential of the activity log. */
  readonly postgres: CredentialReference;
}

/** Services that templates call, as their credentials and their nodes *Configuration* name them. */
export interface ServiceAccess {
  readonly secrets: ServiceSecrets;
  readonly configured: Readonly<Record<string, ConfigurationValue>>;
}

export interface StandSurroundings {
  /** The server of the activity log. */
  readonly server: EmbeddedServer;
  /** What is saved already; brought up to date. */
  readonly state: StandState;
  /** Null: the stand has no services, and publishes the templates of the story alone. */
  readonly services: ServiceAccess | null;
}

/** Saves the stand's credentials and publishes its workflows with them; what is saved is left alone. */
export async function publishStandWorkflows(
  api: N8nApi,
  surroundings: StandSurroundings,
): Promise<StandContent> {
  const { services } = surroundings;
  const publisher = new Publisher(api, surroundings.state);
  const credentials = await publisher.saveCredentials(surroundings);
  const choices = { credentials, configured: services?.configured ?? {} };
  const names = services === null ? STORY_WORKFLOWS : Object.keys(ALL_WORKFLOWS);
  const published = new Map<string, PublishedWorkflow>();
  // First the one that the others name.
  for (const name of [...names].sort((one) => (one === ERROR_WORKFLOW ? -1 : 0))) {
    const errorWorkflow = published.get(ERROR_WORKFLOW)?.id ?? null;
    published.set(name, await publisher.publish(name, { ...choices, errorWorkflow }));
  }
  const workflows = Object.fromEntries(published) as PublishedWorkflows;
  const { postgres } = credentials;
  if (postgres === undefined) throw new Error('The stand has no credential of the activity log.');
  return { workflows, postgres };
}

class Publisher {
  constructor(
    private readonly api: N8nApi,
    private readonly state: StandState,
  ) {}

  /** By their type. */
  async saveCredentials({ server, services }: StandSurroundings): Promise<Choices['credentials']> {
    const { apiKey } = this.state;
    const references: [string, CredentialReference][] = [];
    const inputs = credentialInputs({ server, apiKey, services: services?.secrets ?? null });
    for (const input of inputs) {
      const { name, type } = input;
      const id = await this.saveOnce(name, input, (known) => this.api.saveCredential(input, known));
      references.push([type, { id, name }]);
    }
    return Object.fromEntries(references);
  }

  async publish(name: string, choices: Choices): Promise<PublishedWorkflow> {
    const json = templateFor(name, choices);
    const id = await this.saveOnce(name, json, async (known) => {
      const saved = await this.api.saveWorkflow(json, known);
      // Should it not publish, the next start goes on with this one.
      this.state.saved[name] = { id: saved.id, hash: NOT_PUBLISHED };
      await this.api.publishWorkflow(saved);
      return saved.id;
    });
    return { id, json };
  }

  private async saveOnce(
    name: string,
    content: unknown,
    save: (id: string | undefined) => Promise<string>,
  ): Promise<string> {
    const known = this.state.saved[name];
    const hash = createHash('sha256').update(JSON.stringify(content)).digest('hex');
    if (known?.hash === hash) return known.id;
    const id = await save(known?.id);
    this.state.saved[name] = { id, hash };
    return id;
  }
}
