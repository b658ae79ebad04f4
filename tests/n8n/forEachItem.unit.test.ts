import type { IExecuteFunctions, INode, INodeExecutionData } from 'n8n-workflow';
import { ConfigurationError } from '../../nodes/core/errors';
import { errorItem, forEachItem } from '../../nodes/n8n/forEachItem';

const NODE: INode = {
  id: 'log',
  name: 'Log',
  type: 'n8n-nodes-activity-log.logActivity',
  typeVersion: 1,
  position: [0, 0],
  parameters: {},
};

/** The part of n8n's context that the loop asks. */
function contextOf(items: number, goesOn: boolean): IExecuteFunctions {
  const context: Pick<IExecuteFunctions, 'getInputData' | 'continueOnFail' | 'getNode'> = {
    getInputData: () => Array.from({ length: items }, () => ({ json: {} })),
    continueOnFail: () => goesOn,
    getNode: () => NODE,
  };
  return context as IExecuteFunctions;
}

const item = (n: number): INodeExecutionData => ({ json: { n }, pairedItem: { item: n } });
const failAt = (bad: number) => (index: number) =>
  index === bad
    ? Promise.reject(new ConfigurationError({ message: 'It is wrong.', hint: 'Correct it.' }))
    : Promise.resolve([[item(index)], [item(index * 10)]]);

describe('the loop over items', () => {
  it('collects what each item leads to, output by output, in order', async () => {
    const outputs = await forEachItem(contextOf(3, false), 2, failAt(-1));
    expect(outputs).toEqual([
      [item(0), item(1), item(2)],
      [item(0), item(10), item(20)],
    ]);
  });

  it('has as many outputs as asked for, whatever an item leads to', async () => {
    const outputs = await forEachItem(contextOf(2, false), 3, (n) => Promise.resolve([[item(n)]]));
    expect(outputs).toEqual([[item(0), item(1)], [], []]);
    expect(await forEachItem(contextOf(0, false), 2, failAt(-1))).toEqual([[], []]);
  });

  it('stops at a failing item, naming it', async () => {
    const loop = forEachItem(contextOf(3, false), 2, failAt(1));
    await expect(loop).rejects.toMatchObject({
      message: 'It is wrong.',
      description: 'Correct it.',
      context: { itemIndex: 1 },
    });
  });

  it('goes on past a failing item when the node continues on failure', async () => {
    const outputs = await forEachItem(contextOf(3, true), 2, failAt(1));
    expect(outputs[0]).toEqual([
      item(0),
      { json: { error: 'It is wrong. Correct it.' }, pairedItem: { item: 1 } },
      item(2),
    ]);
    expect(outputs[1]).toEqual([item(0), item(20)]);
  });
});

describe('an error item', () => {
  it('has no key but error, by which n8n knows it', () => {
    expect(errorItem('thrown text', 4)).toEqual({
      json: { error: 'thrown text' },
      pairedItem: { item: 4 },
    });
  });
});
