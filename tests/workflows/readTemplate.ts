import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IConnections, INode } from 'n8n-workflow';

/** A file of `workflows/` as n8n imports it. */
export interface Template {
  readonly name: string;
  readonly active: boolean;
  readonly nodes: readonly INode[];
  readonly connections: IConnections;
  readonly meta: Readonly<Record<string, unknown>>;
}

const FOLDER = join(__dirname, '..', '..', 'workflows');

/** Names of the templates, without `.json`. */
export const TEMPLATE_NAMES = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.json'))
  .map((file) => file.slice(0, -'.json'.length));

export function templateText(name: string): string {
  return readFileSync(join(FOLDER, `${name}.json`), 'utf8').replaceAll('\r\n', '\n');
}

export function readTemplate(name: string): Template {
  return JSON.parse(templateText(name)) as Template;
}

/** The nodes with a copy of the credential reference that a user would choose for each. */
export function withCredentials(
  { nodes }: Template,
  reference: Readonly<Record<string, { id: string; name: string }>>,
): INode[] {
  return nodes.map((node) =>
    node.type.startsWith('n8n-nodes-activity-log.') ? { ...node, credentials: reference } : node,
  );
}
