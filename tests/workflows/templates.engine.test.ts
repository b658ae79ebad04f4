import { NodeHelpers, type INode, type INodeProperties } from 'n8n-workflow';
import { generateWorkflows } from '../../scripts/generate/workflows';
import { descriptionOf, OUR_PREFIX, versionsOf } from '../support/engine/engineNodeTypes';
import { makeWorkflow } from '../support/engine/runWorkflow';
import { neededN8n } from './oldestN8n';
import { readTemplate, TEMPLATE_NAMES, templateText } from './readTemplate';

const STICKY = 'n8n-nodes-base.stickyNote';

function keysDeep(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [key, ...keysDeep(inner)]);
}

function wordCount(text: string): number {
  return text.split(/\s+/).filter(Boolean).length;
}

/** Parameters that the panel takes as they are, which an expression would make unreadable. */
function fixedParameters(properties: readonly INodeProperties[]): string[] {
  return properties.filter((one) => one.noDataExpression === true).map((one) => one.name);
}

it('has a file for each definition, and each file is as its definition makes it', async () => {
  const generated = await generateWorkflows();
  const names = [...generated.keys()].map((path) => /^workflows\/(.+)\.json$/.exec(path)?.[1]);
  expect(TEMPLATE_NAMES.toSorted()).toEqual(names.toSorted());
  for (const name of TEMPLATE_NAMES) {
    expect(templateText(name)).toBe(generated.get(`workflows/${name}.json`));
  }
});

describe.each(TEMPLATE_NAMES)('%s.json', (name) => {
  const template = readTemplate(name);
  const real = template.nodes.filter((node) => node.type !== STICKY);
  const notes = template.nodes.filter((node) => node.type === STICKY);
  const nodeRows = real.map((node) => [node.name, node] as const);

  it('is inactive, waits for its credentials and carries nothing of the machine it was made on', () => {
    expect(template.active).toBe(false);
    expect(template.meta).toEqual({ templateCredsSetupCompleted: false });
    const keys = keysDeep(template);
    for (const key of ['pinData', 'instanceId', 'credentials', 'staticData']) {
      expect(keys).not.toContain(key);
    }
  });

  it('is read by the parser of n8n, with every node and every connection', () => {
    const workflow = makeWorkflow({ nodes: template.nodes, connections: template.connections });
    const names = template.nodes.map((node) => node.name);
    expect(Object.keys(workflow.nodes).toSorted()).toEqual(names.toSorted());
    expect(new Set(template.nodes.map((node) => node.id)).size).toBe(names.length);
    const triggers = real.filter(({ type }) => /Trigger$|\.webhook$/.test(type));
    const others = real.filter((node) => !triggers.includes(node)).map((node) => node.name);
    const reached = triggers.map((trigger) => workflow.getChildNodes(trigger.name));
    for (const children of reached) expect(children).not.toHaveLength(0);
    expect([...new Set(reached.flat())].toSorted()).toEqual(others.toSorted());
  });

  it('connects only outputs that exist to nodes that exist', () => {
    for (const [from, { main = [] }] of Object.entries(template.connections)) {
      const node = real.find((one) => one.name === from);
      const outputs = outputCount(node);
      expect(main.length).toBeLessThanOrEqual(outputs);
      for (const link of main.flatMap((one) => one ?? [])) {
        expect(real.map((one) => one.name)).toContain(link.node);
      }
    }
  });

  it.each(nodeRows)(
    '"%s" has a version that the newest n8n and the oldest it needs know',
    (_, node) => {
      expect(versionsOf(node.type)).toContain(node.typeVersion);
      if (!node.type.startsWith(OUR_PREFIX)) expect(() => neededN8n(node)).not.toThrow();
    },
  );

  it.each(nodeRows)(
    '"%s" has only parameters that its panel shows, and all required ones',
    (_, node) => {
      const description = descriptionOf(node.type, node.typeVersion);
      const { properties } = description;
      const shown = NodeHelpers.getNodeParameters(
        properties,
        node.parameters,
        true,
        false,
        node,
        description,
      );
      expect(shown).toMatchObject(node.parameters);
      expect(NodeHelpers.getNodeParametersIssues(properties, node, description)).toBeNull();
    },
  );

  it.each(nodeRows)('"%s" puts no expression where its panel allows none', (_, node) => {
    const fixed = fixedParameters(descriptionOf(node.type, node.typeVersion).properties);
    for (const parameter of fixed) {
      expect(JSON.stringify(node.parameters[parameter] ?? '')).not.toMatch(/^"=/);
    }
  });

  it('explains itself: a yellow note top left that says first what it needs', () => {
    const yellow = notes.filter((note) => note.parameters['color'] === 1);
    expect(yellow).toHaveLength(1);
    const content = yellow[0]?.parameters['content'] as string;
    expect(content.split('\n')[0]).toMatch(/self-hosted n8n.*community node/);
    expect(content).toContain('How it works');
    expect(content).toContain('Setup steps');
    expect(wordCount(content)).toBeLessThanOrEqual(300);
    const left = Math.min(...template.nodes.map((node) => node.position[0]));
    expect(yellow[0]?.position[0]).toBe(left);
  });

  it('has a node of this package', () => {
    expect(real.some((node) => node.type.startsWith(OUR_PREFIX))).toBe(true);
  });
});

function outputCount(node: INode | undefined): number {
  if (node === undefined) return 0;
  const { outputs } = descriptionOf(node.type, node.typeVersion);
  const own = Array.isArray(outputs) ? outputs.length : 1;
  return node.onError === 'continueErrorOutput' ? own + 1 : own;
}
