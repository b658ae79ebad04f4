import { searchExtra } from '../../../nodes/core/activity/searchExtra';

describe('searchExtra', () => {
  it('joins the values of searchable fields in the order of the catalog', () => {
    const metadata = { simpletexting_id: '12345', campaign_id: 'spring', phone: '4085551234' };
    expect(searchExtra('MESSAGE_SENT', metadata)).toBe('4085551234 12345');
  });

  it('is null when nothing is searchable', () => {
    expect(searchExtra('MESSAGE_SENT', { campaign_id: 'spring' })).toBeNull();
    expect(searchExtra('custom.type', { phone: '4085551234' })).toBeNull();
  });
});
