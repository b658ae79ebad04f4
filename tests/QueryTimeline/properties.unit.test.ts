import { DEFAULT_LIMIT } from '../../nodes/core/timeline/timelineRequest';
import { properties } from '../../nodes/QueryTimeline/properties';

describe('the panel of Query Timeline', () => {
  it('has the parameter names that are fixed for ever', () => {
    expect([...new Set(properties.map(({ name }) => name))]).toEqual([
      'connection',
      'operation',
      'subject',
      'leadBy',
      'leadValue',
      'subjectValue',
      'returnAll',
      'limit',
      'cursor',
      'filters',
      'output',
      'simplify',
      'options',
    ]);
  });

  it('asks for as many events as core does by itself', () => {
    expect(properties.find(({ name }) => name === 'limit')?.default).toBe(DEFAULT_LIMIT);
  });
});
