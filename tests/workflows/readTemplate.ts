import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IConnections, INode } from 'n8n-workflow';
import { neededCredentials } from '../../stand/neededCredentials';

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

/** The nodes as a user leaves them who chose a credential wherever one is asked for; its id is its type. */
export function withCredentials({ nodes }: Template): INode[] {
  return nodes.map((node) => {
    const types = neededCredentials(node);
    if (types.length === 0) return node;
    const references = types.map((type) => [type, { id: type, name: type }] as const);
    return { ...node, credentials: Object.fromEntries(references) };
  });
}
