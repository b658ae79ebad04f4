import type { IExecuteFunctions, INodeParameters, INodeType } from 'n8n-workflow';
import { ItemParameters } from '../../nodes/n8n/itemParameters';
import { runWorkflow } from '../support/engine/runWorkflow';
import { connect, makeNode } from '../support/engine/workflowParts';

type Read = { value: unknown } | { thrown: string };

const attempt = (read: () => unknown): Read => {
  try {
    return { value: read() };
  } catch (error) {
    return { thrown: (error as Error).message };
  }
};

/** Reads a parameter of every item in both ways, inside n8n's engine. */
async function readBoth(tried: unknown, items: readonly object[]) {
  const ours: Read[] = [];
  const n8n: Read[] = [];
  let evaluations = 0;
  const description = {
    name: 'reader',
    displayName: 'Reader',
    group: ['transform'],
    version: 1,
    description: 'Reads',
    defaults: { name: 'Reader' },
    inputs: ['main'],
    outputs: ['main'],
    properties: [{ displayName: 'Tried', name: 'tried', type: 'json', default: '' }],
  } as unknown as INodeType['description'];
  const reader: INodeType = {
    description,
    async execute(this: IExecuteFunctions) {
      const count = this.getInputData().length;
      for (let i = 0; i < count; i++) {
        const options = { skipValidation: true };
        n8n.push(attempt(() => this.getNodeParameter('tried', i, undefined, options)));
      }
      const watched = Object.create(this, {
        evaluateExpression: {
          value: (text: string, i: number) => {
            evaluations++;
            return this.evaluateExpression(text, i);
          },
        },
        getNodeParameter: {
          value: (...call: Parameters<IExecuteFunctions['getNodeParameter']>) => {
            if (call[3]?.rawExpressions !== true) evaluations++;
            return this.getNodeParameter(...call) as unknown;
          },
        },
      }) as IExecuteFunctions;
      const parameters = new ItemParameters(watched);
      for (let i = 0; i < count; i++) ours.push(attempt(() => parameters.read('tried', i)));
      return [[]];
    },
  };
  await runWorkflow({
    nodes: [
      makeNode('Start', 'n8n-nodes-base.manualTrigger'),
      makeNode('Reader', 'test.reader', { parameters: { tried: tried } as INodeParameters }),
    ],
    connections: connect(['Start', 'Reader']),
    input: items.map((json) => ({ json: json as never })),
    extraTypes: { 'test.reader': reader },
  });
  expect(n8n).toHaveLength(items.length);
  return { ours, n8n, evaluations };
}

const ITEMS: readonly object[] = [
  { name: 'Ada', 'last name': 'L', age: 36, deep: { city: 'London', list: [1] }, ok: true },
  { name: null, age: 0, deep: { city: '=1 + 1' }, ok: false, constructor: 'own', toString: 'own' },
  { name: '{{ $json.age }}', deep: null, list: ['a'] },
  { name: { first: 'Ada' }, age: '36', deep: 'text', ok: null, prototype: 'own' },
  {},
];

describe('the parameters of an item', () => {
  it.each([
    ['text', 'plain text'],
    ['an empty text', ''],
    ['a value of the item', '={{ $json.name }}'],
    ['a value of the item without spaces', '={{$json.age}}'],
    ['a value in brackets', '={{ $json["last name"] }}'],
    ['a value in single quotes', "={{ $json['last name'] }}"],
    ['a value further down', '={{ $json.deep.city }}'],
    ['an object of the item', '={{ $json.deep }}'],
    ['a list of the item', '={{ $json.deep.list }}'],
    ['what every object has', '={{ $json.toString }}'],
    ['a forbidden name', '={{ $json.constructor }}'],
    ['a forbidden name in brackets', '={{ $json["prototype"] }}'],
    ['the prototype', '={{ $json.__proto__ }}'],
    ['a length', '={{ $json.name.length }}'],
    ['text around a value', '=Hello {{ $json.name }}!'],
    ['white space around a value', '= {{ $json.name }} '],
    ['two values', '={{ $json.name }}{{ $json.age }}'],
    ['a calculation', '={{ $json.age + 1 }}'],
    ['a default', '={{ $json.name ?? "nobody" }}'],
    ['no expression after the sign', '=just text'],
    ['an expression that cannot be read', '={{ $json.name. }}'],
    ['an expression that n8n refuses', '={{ $("Nowhere").item.json.name }}'],
    ['a fixed object', { a: 1, b: ['c', { d: null }] }],
    ['an object of values', { name: '={{ $json.name }}', age: '={{ $json.age }}', fixed: 7 }],
    ['a nested object', { value: { name: '={{ $json.name }}' }, schema: [{ id: 'name' }] }],
    ['an object with a calculation', { name: '={{ $json.name }}', sum: '={{ $json.age + 1 }}' }],
    ['an object with a date', { at: '={{ DateTime.fromMillis(0) }}', name: '={{ $json.name }}' }],
    ['an object that refers to itself', { a: 'x', b: '={{ $parameter["&a"] }}' }],
    ['an object with a refused part', { a: '={{ $json.name }}', b: '={{ $("No").item }}' }],
    ['a list of values', ['={{ $json.name }}', 'fixed']],
  ])('are read as n8n reads them: %s', async (_, tried) => {
    for (const items of [ITEMS, [...ITEMS].reverse()]) {
      const { ours, n8n } = await readBoth(tried, items);
      expect(ours).toEqual(n8n);
    }
  });

  it('are evaluated once where n8n would do so for every item', async () => {
    const items = Array.from({ length: 50 }, (_, i) => ({ name: `n${i}`, age: i }));
    const tried = { name: '={{ $json.name }}', age: '={{ $json.age }}', fixed: 'x' };
    const { ours, n8n, evaluations } = await readBoth(tried, items);
    expect(ours).toEqual(n8n);
    expect(evaluations).toBe(2);
    expect((await readBoth('fixed', items)).evaluations).toBe(0);
  });
});
