import { configurationNames } from '../../stand/configure';
import { readTemplate, TEMPLATE_NAMES } from './readTemplate';

const STICKY = 'n8n-nodes-base.stickyNote';
/** How an expression comes to values of the node: by its name, by a constant, or as its item. */
const READ_BY_NAME = /\$\('Configuration'\)\.first\(\)\.json\.(\w+)/g;
const READ_IN_PASSING = /(?:\$json|\bconfiguration)\.(\w+)/g;

function expressionsIn(value: unknown): string[] {
  if (typeof value === 'string') return value.startsWith('=') ? [value] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(expressionsIn);
}

function namesIn(expressions: readonly string[], pattern: RegExp): string[] {
  const found = expressions.flatMap((text) => [...text.matchAll(pattern)]);
  return found.map(([, name = '']) => name);
}

describe.each(TEMPLATE_NAMES)('%s.json', (template) => {
  const { nodes } = readTemplate(template);
  const values = configurationNames(nodes);
  const others = nodes.filter(({ name, type }) => name !== 'Configuration' && type !== STICKY);
  const expressions = expressionsIn(others.map(({ parameters }) => parameters));

  it('has one node Configuration, of values with names of their own', () => {
    const types = nodes.filter(({ name }) => /configuration/i.test(name)).map(({ type }) => type);
    expect(types).toEqual(['n8n-nodes-base.set']);
    expect(values).not.toEqual([]);
    expect(values).toEqual([...new Set(values)]);
  });

  it('uses each value of Configuration', () => {
    const used = [READ_BY_NAME, READ_IN_PASSING].flatMap((way) => namesIn(expressions, way));
    expect(values.filter((value) => !used.includes(value))).toEqual([]);
  });

  it('reads no value that Configuration does not have', () => {
    const read = namesIn(expressions, READ_BY_NAME);
    expect(read.filter((name) => !values.includes(name))).toEqual([]);
  });
});
