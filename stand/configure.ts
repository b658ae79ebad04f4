/** What a Configuration node of a template holds. */
export type ConfigurationValue = string | number | boolean;

interface ConfiguredNode {
  readonly name: string;
}

/**
 * The nodes of a template after a user changed values of its node *Configuration*.
 * @throws Error for a value that the node does not have
 */
export function configure<Node extends ConfiguredNode & { readonly parameters: object }>(
  nodes: readonly Node[],
  values: Readonly<Record<string, ConfigurationValue>>,
): Node[] {
  return nodes.map((node) => (node.name === 'Configuration' ? changed(node, values) : node));
}

function changed<Node extends { readonly parameters: object }>(
  node: Node,
  values: Readonly<Record<string, ConfigurationValue>>,
): Node {
  const { assignments } = node.parameters as { assignments: { assignments: { name: string }[] } };
  const known = new Set(assignments.assignments.map(({ name }) => name));
  const unknown = Object.keys(values).find((name) => !known.has(name));
  if (unknown !== undefined) throw new Error(`Configuration has no value "${unknown}".`);
  const after = assignments.assignments.map((one) =>
    one.name in values ? { ...one, value: values[one.name] } : one,
  );
  return { ...node, parameters: { ...node.parameters, assignments: { assignments: after } } };
}
