/** What a Configuration node of a template holds. */
export type ConfigurationValue = string | number | boolean;

interface ConfiguredNode {
  readonly name: string;
  readonly parameters: object;
}

const CONFIGURATION = 'Configuration';

/** The names of all values of the node *Configuration*; none when there is no such node. */
export function configurationNames(nodes: readonly ConfiguredNode[]): string[] {
  const node = nodes.find(({ name }) => name === CONFIGURATION);
  return node === undefined ? [] : valuesOf(node).map(({ name }) => name);
}

/**
 * The nodes of a template after a user changed values of its node *Configuration*.
 * @throws Error for a value that the node does not have
 */
export function configure<Node extends ConfiguredNode>(
  nodes: readonly Node[],
  values: Readonly<Record<string, ConfigurationValue>>,
): Node[] {
  return nodes.map((node) => (node.name === CONFIGURATION ? changed(node, values) : node));
}

function changed<Node extends ConfiguredNode>(
  node: Node,
  values: Readonly<Record<string, ConfigurationValue>>,
): Node {
  const known = configurationNames([node]);
  const unknown = Object.keys(values).find((name) => !known.includes(name));
  if (unknown !== undefined) throw new Error(`Configuration has no value "${unknown}".`);
  const assignments = valuesOf(node).map((one) =>
    one.name in values ? { ...one, value: values[one.name] } : one,
  );
  return { ...node, parameters: { ...node.parameters, assignments: { assignments } } };
}

function valuesOf({ parameters }: ConfiguredNode): readonly { readonly name: string }[] {
  const { assignments } = parameters as {
    assignments: { assignments: readonly { readonly name: string }[] };
  };
  return assignments.assignments;
}
