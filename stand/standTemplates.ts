import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bindCredentials, type CredentialReference } from './bindCredentials';
import { type ConfigurationValue, configure } from './configure';
import type { WorkflowJson } from './n8nApi';
import { REPOSITORY } from './standPaths';

/** What a user of templates chooses. */
export interface Choices {
  /** Credentials by their type. */
  readonly credentials: Readonly<Record<string, CredentialReference>>;
  /** Values of nodes *Configuration*; a template takes those that it has. */
  readonly configured: Readonly<Record<string, ConfigurationValue>>;
  /** Id of the workflow that starts when this one fails; null: none. */
  readonly errorWorkflow: string | null;
}

/** A template of the folder `workflows` after its user has set it up. */
export function templateFor(name: string, choices: Choices): WorkflowJson {
  const file = join(REPOSITORY, 'workflows', `${name}.json`);
  const template = JSON.parse(readFileSync(file, 'utf8')) as WorkflowJson;
  const { errorWorkflow, configured, credentials } = choices;
  const nodes = configure(template.nodes, ofTemplate(template, configured));
  return {
    name: template.name,
    nodes: bindCredentials(nodes, credentials),
    connections: template.connections,
    settings: { ...template.settings, ...(errorWorkflow === null ? {} : { errorWorkflow }) },
  };
}

function ofTemplate(
  { nodes }: WorkflowJson,
  values: Choices['configured'],
): Record<string, ConfigurationValue> {
  const node = nodes.find(({ name }) => name === 'Configuration');
  const { assignments } = (node?.parameters ?? {}) as {
    assignments?: { assignments: { name: string }[] };
  };
  const known = new Set(assignments?.assignments.map(({ name }) => name));
  return Object.fromEntries(Object.entries(values).filter(([name]) => known.has(name)));
}
