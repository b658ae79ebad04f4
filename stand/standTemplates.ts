import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bindCredentials, type CredentialReference } from './bindCredentials';
import { configurationNames, type ConfigurationValue, configure } from './configure';
import type { WorkflowJson } from './n8nApi';
import { REPOSITORY } from './standPaths';

/** The folder of the templates. */
export const TEMPLATES = join(REPOSITORY, 'workflows');

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
  const file = join(TEMPLATES, `${name}.json`);
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
  const known = configurationNames(nodes);
  return Object.fromEntries(Object.entries(values).filter(([name]) => known.includes(name)));
}
