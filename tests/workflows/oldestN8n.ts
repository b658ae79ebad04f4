import type { INode } from 'n8n-workflow';

/**
 * The oldest n8n that the templates are for. `tests/e2e/oldestN8n.e2e.test.ts` installs it and holds
 * this table against it: the versions that it has of each node type that a template uses.
 */
export const OLDEST_N8N = {
  release: '2.0.0',
  versions: {
    'n8n-nodes-base.crypto': [1],
    'n8n-nodes-base.errorTrigger': [1],
    'n8n-nodes-base.executeWorkflowTrigger': [1, 1.1],
    'n8n-nodes-base.extractFromFile': [1, 1.1],
    'n8n-nodes-base.filter': [1, 2, 2.1, 2.2, 2.3],
    'n8n-nodes-base.httpRequest': [1, 2, 3, 4, 4.1, 4.2, 4.3],
    'n8n-nodes-base.if': [1, 2, 2.1, 2.2, 2.3],
    'n8n-nodes-base.manualTrigger': [1],
    'n8n-nodes-base.noOp': [1],
    'n8n-nodes-base.respondToWebhook': [1, 1.1, 1.2, 1.3, 1.4, 1.5],
    'n8n-nodes-base.scheduleTrigger': [1, 1.1, 1.2, 1.3],
    'n8n-nodes-base.set': [1, 2, 3, 3.1, 3.2, 3.3, 3.4],
    'n8n-nodes-base.splitOut': [1],
    'n8n-nodes-base.stickyNote': [1],
    'n8n-nodes-base.stopAndError': [1],
    'n8n-nodes-base.wait': [1, 1.1],
    'n8n-nodes-base.webhook': [1, 1.1, 2, 2.1],
  } as Readonly<Record<string, readonly number[]>>,
} as const;

/**
 * What came later, and in which n8n. Crypto 2: `n8n-nodes-base` 2.7.1 (of n8n 2.7.4) has it, 2.6.2 (of
 * n8n 2.6.4) has not, by their `dist/types/nodes.json`.
 */
const LATER: ReadonlyArray<readonly [type: string, version: number, release: string]> = [
  ['n8n-nodes-base.crypto', 2, '2.7'],
];

/**
 * The oldest n8n with this version of a core node type, e.g. `2.7`; null: the oldest has it.
 * @throws Error for one that is in neither table
 */
export function neededN8n({ type, typeVersion }: INode): string | null {
  if (OLDEST_N8N.versions[type]?.includes(typeVersion) === true) return null;
  const later = LATER.find(([name, version]) => name === type && version === typeVersion);
  if (later === undefined) throw new Error(`No n8n is known to have ${type} ${typeVersion}.`);
  return later[2];
}
