import { neededCredentials } from './neededCredentials';
import type { WorkflowNode } from './n8nApi';

/** A credential as a node names it. */
export interface CredentialReference {
  readonly id: string;
  readonly name: string;
}

/**
 * Templates carry no credential: each node gets those that it would be given by hand.
 * @param byType references under the types that nodes ask for
 * @throws Error for a type that is not there
 */
export function bindCredentials<Node extends WorkflowNode>(
  nodes: readonly Node[],
  byType: Readonly<Record<string, CredentialReference>>,
): Node[] {
  const found = (type: string): CredentialReference => {
    const reference = byType[type];
    if (reference === undefined) throw new Error(`There is no credential of type ${type}.`);
    return reference;
  };
  return nodes.map((node) => {
    const types = neededCredentials(node);
    if (types.length === 0) return node;
    return { ...node, credentials: Object.fromEntries(types.map((type) => [type, found(type)])) };
  });
}
