import type { INode } from 'n8n-workflow';
import { readTemplate, TEMPLATE_NAMES, type Template } from './readTemplate';

const CORE = 'n8n-nodes-base.';
/** What only looks at the request: nothing is read, written or sent. */
const HARMLESS = ['set', 'extractFromFile', 'crypto', 'if'].map((type) => CORE + type);

function webhooksOf({ nodes }: Template): readonly INode[] {
  return nodes.filter(({ type }) => type === `${CORE}webhook`);
}

function nodeNamed({ nodes }: Template, name: string): INode {
  const found = nodes.find((node) => node.name === name);
  if (found === undefined) throw new Error(`There is no node ${name}.`);
  return found;
}

function nextOf(template: Template, node: INode, output?: number): INode[] {
  const { main = [] } = template.connections[node.name] ?? {};
  const outputs = output === undefined ? main : [main[output]];
  return outputs.flatMap((links) => links ?? []).map((link) => nodeNamed(template, link.node));
}

function answers401({ type, parameters }: INode): boolean {
  const { responseCode } = (parameters['options'] ?? {}) as { responseCode?: unknown };
  return type === `${CORE}respondToWebhook` && responseCode === 401;
}

/** The nodes behind these, as far as `goesOn` lets, with these. */
function reachedFrom(
  template: Template,
  starts: readonly INode[],
  goesOn: (node: INode) => boolean = () => true,
): INode[] {
  const reached = new Set<INode>();
  const waiting = [...starts];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (reached.has(node)) continue;
    reached.add(node);
    if (goesOn(node)) waiting.push(...nextOf(template, node));
  }
  return [...reached];
}

/** Whether this is a condition, and whoever fails it gets 401 and nothing else happens. */
function refuses(template: Template, node: INode): boolean {
  if (node.type !== `${CORE}if`) return false;
  const refused = reachedFrom(template, nextOf(template, node, 1));
  const others = refused.filter((one) => !answers401(one));
  return refused.some(answers401) && others.every(({ type }) => HARMLESS.includes(type));
}

const WEBHOOKS = TEMPLATE_NAMES.flatMap((name) => {
  const template = readTemplate(name);
  return webhooksOf(template).map((webhook) => [name, webhook.name, template, webhook] as const);
});

/** Those of which n8n does not ask its callers for a key by itself. */
const UNGUARDED = WEBHOOKS.filter(
  ([, , , { parameters }]) => parameters['authentication'] !== 'headerAuth',
);

describe.each(UNGUARDED)('%s.json, "%s"', (_, __, template, webhook) => {
  it('lets nobody in for whom no key or signature vouches', () => {
    const isOpen = (node: INode) => !refuses(template, node);
    const reached = reachedFrom(template, nextOf(template, webhook), isOpen);
    const types = reached.map(({ type }) => type);
    expect(types.filter((type) => !HARMLESS.includes(type))).toEqual([]);
    expect(types).toContain(`${CORE}crypto`);
    expect(reached.filter((node) => !isOpen(node))).toHaveLength(1);
  });
});
