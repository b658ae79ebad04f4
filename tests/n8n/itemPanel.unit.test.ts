import type { IExecuteFunctions } from 'n8n-workflow';
import { ItemPanel } from '../../nodes/n8n/itemPanel';

function panelOf(parameters: Readonly<Record<string, unknown>>): ItemPanel {
  const context: Pick<IExecuteFunctions, 'getNodeParameter'> = {
    getNodeParameter: ((name: string, _item: number, fallback: unknown) =>
      name in parameters ? parameters[name] : fallback) as IExecuteFunctions['getNodeParameter'],
  };
  return new ItemPanel(context as IExecuteFunctions, 0);
}

describe('the panel of an item', () => {
  it('knows what was added to a collection, even if it gives nothing', () => {
    const panel = panelOf({ filters: { lead: undefined } });
    expect([panel.has('filters', 'lead'), panel.has('filters', 'user')]).toEqual([true, false]);
    expect(panel.has('options', 'lead')).toBe(false);
  });

  it.each([['x'], [7], [[1]]])('refuses a collection that is none: %j', (filters) => {
    expect(() => panelOf({ filters }).has('filters', 'lead')).toThrow(
      /The parameter Filters must be an object/,
    );
  });
});
