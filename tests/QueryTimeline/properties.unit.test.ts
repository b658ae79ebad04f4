import type { INodeParameters, INodeProperties } from 'n8n-workflow';
import { displayParameter } from 'n8n-workflow';
import { DATE_RANGES } from '../../nodes/core/timeline/filterRequest';
import {
  DEFAULT_EXPORT_TIMEOUT,
  EXPORT_FORMATS,
  MAX_EXPORT_TIMEOUT,
} from '../../nodes/core/timeline/exportRequest';
import { DEFAULT_ANSWER_HOURS } from '../../nodes/core/timeline/summary';
import { SORT_BY, SORT_DIRECTIONS, TOTALS_WANTED } from '../../nodes/core/timeline/searchRequest';
import { MAX_STATEMENT_TIMEOUT } from '../../nodes/core/timeline/statementTimeout';
import {
  DEFAULT_MAX_CHARACTERS,
  LEAST_MAX_CHARACTERS,
} from '../../nodes/core/timeline/timelineText';
import {
  DEFAULT_LIMIT,
  DEFAULT_STATEMENT_TIMEOUT,
  DEFAULT_TENANT,
  LEAD_BY,
  VALUE_SUBJECTS,
} from '../../nodes/core/timeline/timelineRequest';
import { OUTPUTS } from '../../nodes/QueryTimeline/outputItems';
import { OPERATION_NAMES } from '../../nodes/QueryTimeline/properties/operation';
import { properties } from '../../nodes/QueryTimeline/properties';
import { QueryTimeline } from '../../nodes/QueryTimeline/QueryTimeline.node';
import { makeNode } from '../support/engine/workflowParts';

const OPERATIONS = ['export', 'get', 'getTimeline', 'search', 'summarize'];
const { description } = new QueryTimeline();

function isShown(property: INodeProperties, parameters: INodeParameters, tool = false): boolean {
  const name = tool ? 'queryTimelineTool' : 'queryTimeline';
  const node = makeNode('Query', name, { parameters });
  return displayParameter(parameters, property, node, { ...description, name });
}

/** What the panel shows, in its order, with everything else as it is at first. */
function panel(parameters: INodeParameters): INodeProperties[] {
  const shown: INodeProperties[] = [];
  const values: Record<string, INodeParameters[string]> = { ...parameters };
  for (const property of properties) {
    if (!isShown(property, values)) continue;
    shown.push(property);
    values[property.name] ??= property.default as string;
  }
  return shown;
}

const named = (parameters: INodeParameters) => panel(parameters).map(({ name }) => name);

function entries(parameters: INodeParameters, collection: string) {
  const found = panel(parameters).find(({ name }) => name === collection);
  return (found?.options ?? []) as INodeProperties[];
}

function defaultIn(parameters: INodeParameters, collection: string, name: string): unknown {
  return entries(parameters, collection).find((entry) => entry.name === name)?.default;
}

describe('the panel of Query Timeline', () => {
  it('has the parameter names that are fixed for ever', () => {
    expect([...new Set(properties.map(({ name }) => name))]).toEqual([
      ...['connection', 'operation', 'subject', 'leadBy', 'lead', 'leadValue', 'subjectValue'],
      ...['eventId', 'tenant', 'query', 'sortBy', 'direction'],
      ...['returnAll', 'limit', 'cursor', 'startAt'],
      ...['answeredWithin', 'messageTypes', 'replyTypes', 'withinHours', 'steps'],
      ...['format', 'fileName', 'binaryPropertyName'],
      ...['filters', 'output', 'total', 'simplify', 'options'],
    ]);
  });

  it('still shows what saved workflows of Get Timeline hold', () => {
    const held = ['subject', 'leadBy', 'leadValue', 'returnAll', 'limit', 'cursor'];
    const others = ['filters', 'output', 'simplify', 'options'];
    expect(named({})).toEqual(expect.arrayContaining([...held, ...others]));
    expect(named({ subject: 'user' })).toContain('subjectValue');
    const filters = entries({}, 'filters').map(({ name }) => name);
    const old = ['after', 'before', 'categories', 'eventTypes', 'tenant'];
    expect(filters).toEqual(expect.arrayContaining(old));
  });

  it.each<[string, INodeParameters, string[]]>([
    ['Get', { operation: 'get' }, ['eventId', 'tenant', 'output', 'simplify', 'options']],
    [
      'Search',
      { operation: 'search' },
      [
        ...['query', 'sortBy', 'direction', 'returnAll', 'limit', 'cursor', 'startAt'],
        ...['filters', 'output', 'simplify', 'options'],
      ],
    ],
    [
      'a counted text of a search by lead',
      { operation: 'search', sortBy: 'lead', output: 'text' },
      [
        ...['query', 'sortBy', 'direction', 'returnAll', 'limit', 'cursor'],
        ...['filters', 'output', 'total', 'options'],
      ],
    ],
    [
      'all of a search',
      { operation: 'search', returnAll: true },
      [
        ...['query', 'sortBy', 'direction', 'returnAll'],
        ...['filters', 'output', 'simplify', 'options'],
      ],
    ],
    [
      'Summarize',
      { operation: 'summarize' },
      ['query', 'answeredWithin', 'steps', 'filters', 'options'],
    ],
    [
      'Export',
      { operation: 'export' },
      ['query', 'format', 'fileName', 'binaryPropertyName', 'filters', 'options'],
    ],
  ])('shows for %s what it uses and nothing else', (_, parameters, expected) => {
    expect(named(parameters)).toEqual(['connection', 'operation', ...expected]);
  });

  it('asks for the lead either from the list or in words', () => {
    expect(named({ leadBy: 'list' })).toContain('lead');
    expect(named({ leadBy: 'list' })).not.toContain('leadValue');
    expect(named({ leadBy: 'name' })).not.toContain('lead');
  });

  it('has the filters of Search in Summarize and Export too', () => {
    const filters = entries({ operation: 'search' }, 'filters');
    expect(filters).toHaveLength(13);
    expect(entries({ operation: 'summarize' }, 'filters')).toBe(filters);
    expect(entries({ operation: 'export' }, 'filters')).toBe(filters);
  });

  it('starts with what core does by itself', () => {
    const search = { operation: 'search' };
    const defaults = new Map(panel(search).map((entry) => [entry.name, entry.default]));
    expect(defaults.get('limit')).toBe(DEFAULT_LIMIT);
    expect(defaultIn(search, 'filters', 'tenants')).toBe(DEFAULT_TENANT);
    expect(defaultIn({}, 'filters', 'tenant')).toBe(DEFAULT_TENANT);
    expect(defaultIn(search, 'options', 'statementTimeout')).toBe(DEFAULT_STATEMENT_TIMEOUT);
    expect(defaultIn(search, 'options', 'maxCharacters')).toBe(DEFAULT_MAX_CHARACTERS);
    const exporting = { operation: 'export' };
    expect(defaultIn(exporting, 'options', 'statementTimeout')).toBe(DEFAULT_EXPORT_TIMEOUT);
    const hours = properties.find(({ name }) => name === 'withinHours');
    expect(hours?.default).toBe(DEFAULT_ANSWER_HOURS);
  });

  it('sorts names from A and time from the newest until told otherwise', () => {
    const direction = (sortBy: string) =>
      panel({ operation: 'search', sortBy }).find(({ name }) => name === 'direction');
    expect(direction('time')?.default).toBe('descending');
    expect(direction('lead')?.default).toBe('ascending');
    expect(direction('type')?.default).toBe('ascending');
  });

  it.each<[string, INodeParameters, readonly string[]]>([
    ['operation', {}, OPERATION_NAMES],
    ['subject', {}, ['lead', ...VALUE_SUBJECTS]],
    ['leadBy', {}, [...LEAD_BY, 'list']],
    ['sortBy', { operation: 'search' }, SORT_BY],
    ['direction', { operation: 'search' }, SORT_DIRECTIONS],
    ['direction', { operation: 'search', sortBy: 'lead' }, SORT_DIRECTIONS],
    ['total', { operation: 'search', output: 'text' }, TOTALS_WANTED],
    ['format', { operation: 'export' }, EXPORT_FORMATS],
    ['output', { operation: 'search' }, OUTPUTS],
  ])('offers for %s with %j all that there is', (name, parameters, choices) => {
    const offered = panel(parameters).find((property) => property.name === name)?.options ?? [];
    const values = offered.map((option) => 'value' in option && option.value);
    expect(values.sort()).toEqual([...choices].sort());
  });

  it('lets nobody enter a number that core refuses', () => {
    const limitsOf = (operation: string, name: string) =>
      entries({ operation }, 'options').find((entry) => entry.name === name)?.typeOptions;
    for (const operation of OPERATIONS) {
      const longest = operation === 'export' ? MAX_EXPORT_TIMEOUT : MAX_STATEMENT_TIMEOUT;
      expect(limitsOf(operation, 'statementTimeout')).toMatchObject({ maxValue: longest });
    }
    expect(limitsOf('search', 'maxCharacters')).toMatchObject({ minValue: LEAST_MAX_CHARACTERS });
  });

  it('offers every range of dates that core knows', () => {
    const range = entries({}, 'filters').find(({ name }) => name === 'dateRange');
    const values = (range?.options ?? []).map((option) => 'value' in option && option.value);
    expect(values).toEqual([...DATE_RANGES]);
  });

  it('has an action in words for every operation, and hides from an agent the one with a file', () => {
    const [operation] = properties.filter(({ name }) => name === 'operation');
    const offered = operation?.options ?? [];
    const actions = offered.map((option) => 'value' in option && [option.value, option.action]);
    expect(actions).toEqual(
      OPERATIONS.map((name) => [name, expect.stringMatching(/^[A-Z][a-z ]+$/)]),
    );
    const forTools = offered.filter((option) => isShown(option as INodeProperties, {}, true));
    expect(forTools.map((option) => 'value' in option && option.value)).toEqual(
      OPERATIONS.slice(1),
    );
  });
});
