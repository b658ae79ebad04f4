import type { IConnections, INode } from 'n8n-workflow';

/** A node as a workflow file holds it; its name is its id. */
export function makeNode(name: string, type: string, rest: Partial<INode> = {}): INode {
  return { id: name, name, type, typeVersion: 1, position: [0, 0], parameters: {}, ...rest };
}

/** From a node's output to the first input of another; the output is 0 unless given. */
export type Link = readonly [from: string, to: string, output?: number];

/** Connects main outputs to main inputs. */
export function connect(...links: readonly Link[]): IConnections {
  const connections: Record<string, { main: { node: string; type: 'main'; index: number }[][] }> =
    {};
  for (const [from, to, output = 0] of links) {
    const outputs = (connections[from] ??= { main: [] }).main;
    while (outputs.length <= output) outputs.push([]);
    outputs[output]?.push({ node: to, type: 'main', index: 0 });
  }
  return connections;
}
