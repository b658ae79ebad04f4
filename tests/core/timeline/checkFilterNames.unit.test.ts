import type { ActivityLogError } from '../../../nodes/core/errors';
import {
  checkFilterNames,
  type FilterNames,
  FILTERS_OR_QUERY,
  needsRegisteredTypes,
} from '../../../nodes/core/timeline/checkFilterNames';

const REGISTERED = [{ name: 'CALL_MADE', category: 'PHONE', description: null }];

function bounds(eventTypes: string[] | null, categories: string[] | null = null): FilterNames {
  return { eventTypes, categories };
}

function refusal(bad: FilterNames, parameters?: typeof FILTERS_OR_QUERY): ActivityLogError {
  try {
    checkFilterNames(bad, REGISTERED, parameters);
  } catch (error) {
    return error as ActivityLogError;
  }
  throw new Error('The filter was accepted.');
}

describe('the names in a filter', () => {
  it('need the database only when the catalog does not know them', () => {
    expect(needsRegisteredTypes(bounds(null))).toBe(false);
    expect(needsRegisteredTypes(bounds(['MESSAGE_SENT'], ['SMS']))).toBe(false);
    expect(needsRegisteredTypes(bounds(['CALL_MADE']))).toBe(true);
    expect(needsRegisteredTypes(bounds(null, ['PHONE']))).toBe(true);
  });

  it('are accepted when built in or registered', () => {
    expect(() => {
      checkFilterNames(bounds(['MESSAGE_SENT', 'CALL_MADE'], ['SMS', 'PHONE']), REGISTERED);
    }).not.toThrow();
  });

  it('are refused by name, with the nearest known names, also registered ones', () => {
    const misspelt = refusal(bounds(['MESAGE_SENT']));
    expect(misspelt.code).toBe('unknown_event_type');
    expect(misspelt.message).toContain('MESAGE_SENT');
    expect(misspelt.hint).toContain('MESSAGE_SENT');
    expect(refusal(bounds(['CALL_MAID'])).hint).toContain('CALL_MADE');
    expect(refusal(bounds(null, ['PHON'])).hint).toContain('PHONE');
  });

  it('are pointed to the list when nothing is near', () => {
    expect(refusal(bounds(['ZZZZZZZZZZZZZZZZ'])).hint).toContain('Choose one from the list');
  });

  it('are refused at the parameters that may have held them', () => {
    const ofPanel = refusal(bounds(['MESAGE_SENT']));
    expect(ofPanel.message).toBe(
      'The event type MESAGE_SENT in Filters: Event Type Names or IDs is not known.',
    );
    expect(refusal(bounds(['MESAGE_SENT']), FILTERS_OR_QUERY).message).toContain('or in Query');
    expect(refusal(bounds(null, ['PHON']), FILTERS_OR_QUERY).message).toBe(
      'The category PHON in Filters: Category Names or IDs or in Query is not known.',
    );
  });
});
