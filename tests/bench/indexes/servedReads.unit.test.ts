import { servedRead } from './servedReads';

describe('the read that an index serves', () => {
  it('is known by the column that the index is about', () => {
    expect(servedRead({ name: 'a', column: 'lead_id' }).name).toBe('timeline of a lead');
    expect(servedRead({ name: 'a', column: 'search' }).name).toContain('text');
  });

  it('is asked for by name when it is not known', () => {
    expect(() => servedRead({ name: 'new_idx', column: 'tier' })).toThrow('new_idx');
    expect(() => servedRead({ name: 'new_idx', column: null })).toThrow('new_idx');
  });
});
