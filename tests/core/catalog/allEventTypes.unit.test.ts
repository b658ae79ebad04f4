import { EVENT_CATEGORIES } from '../../../nodes/core/catalog/eventTypeDefinition';
import { EVENT_TYPES } from '../../../nodes/core/catalog/eventTypes';
import { allEventTypes } from '../../../nodes/core/catalog/allEventTypes';

const custom = (name: string, category: string) => ({ name, category, description: 'Of ours' });

describe('the list of event types', () => {
  it('has those of the catalog when the database has no other', () => {
    const stored = EVENT_TYPES.map(({ name }) => custom(name, 'ELSEWHERE'));
    expect(allEventTypes([]).map(({ name }) => name)).toEqual(EVENT_TYPES.map(({ name }) => name));
    expect(allEventTypes(stored)).toEqual(allEventTypes([]));
  });

  it('puts a type of the database last in its category, and other categories last', () => {
    const types = allEventTypes([custom('order.shipped', 'SHOP'), custom('sms.read', 'SMS')]);
    const sms = types.filter(({ category }) => category === 'SMS');
    expect(sms.at(-1)).toEqual({ ...custom('sms.read', 'SMS'), label: 'sms.read' });
    const categories = [...new Set(types.map(({ category }) => category))];
    expect(categories).toEqual([...EVENT_CATEGORIES, 'SHOP']);
  });
});
