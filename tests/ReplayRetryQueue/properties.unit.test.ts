import type { INodeParameters, INodeProperties } from 'n8n-workflow';
import { displayParameter } from 'n8n-workflow';
import { properties } from '../../nodes/ReplayRetryQueue/properties';
import { LANES, STATES } from '../../nodes/ReplayRetryQueue/properties/filters';
import { GROUPINGS } from '../../nodes/ReplayRetryQueue/properties/listing';
import { OPERATION_NAMES } from '../../nodes/ReplayRetryQueue/properties/operation';
import { PURGEABLE_STATES } from '../../nodes/ReplayRetryQueue/properties/purge';
import { ReplayRetryQueue } from '../../nodes/ReplayRetryQueue/ReplayRetryQueue.node';
import { makeNode } from '../support/engine/workflowParts';

const { description } = new ReplayRetryQueue();

function isShown(property: INodeProperties, parameters: INodeParameters): boolean {
  const node = makeNode('Replay', 'replayRetryQueue', { parameters });
  return displayParameter(parameters, property, node, description);
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

function entries(parameters: INodeParameters, collection: string): INodeProperties[] {
  const found = panel(parameters).find(({ name }) => name === collection);
  return (found?.options ?? []) as INodeProperties[];
}

function property(parameters: INodeParameters, name: string): INodeProperties | undefined {
  return panel(parameters).find((one) => one.name === name);
}

const PLACE = ['queueSchema', 'schema', 'spoolFolder'];
const FILTERS = [
  ...['codes', 'ids', 'eventTypes', 'failedAfter', 'failedBefore', 'fingerprints'],
  ...['lanes', 'leads'],
];

describe('the panel of Replay Retry Queue', () => {
  it('has the parameter names that are fixed for ever', () => {
    expect([...new Set(properties.map(({ name }) => name))]).toEqual([
      ...['connection', 'credentials', 'operation'],
      ...['entryId', 'changes', 'editedBy', 'reason', 'discardedBy'],
      ...['returnAll', 'limit', 'groupBy', 'includePayload'],
      ...['states', 'olderThanDays', 'dryRun', 'output'],
      ...['filters', 'retryQueue', 'alert', 'options'],
    ]);
  });

  it('still shows what saved workflows hold', () => {
    expect(named({})).toEqual(
      expect.arrayContaining(['limit', 'output', 'retryQueue', 'alert', 'options']),
    );
    expect(named({ operation: 'setUpDatabase' })).toContain('dryRun');
    for (const operation of OPERATION_NAMES) {
      const names = entries({ operation }, 'options').map(({ name }) => name);
      expect(names).toEqual(expect.arrayContaining(PLACE));
    }
  });

  it.each<[string, string[]]>([
    ['discard', ['reason', 'discardedBy', 'limit', 'filters', 'retryQueue', 'options']],
    ['edit', ['entryId', 'changes', 'editedBy', 'retryQueue', 'options']],
    [
      'getMany',
      [
        ...['returnAll', 'limit', 'groupBy', 'includePayload'],
        ...['filters', 'retryQueue', 'options'],
      ],
    ],
    ['getStatus', ['retryQueue', 'options']],
    ['maintain', ['options']],
    ['purge', ['states', 'olderThanDays', 'dryRun', 'retryQueue', 'options']],
    ['replay', ['limit', 'output', 'dryRun', 'filters', 'retryQueue', 'alert', 'options']],
    ['replayItems', ['dryRun', 'retryQueue', 'options']],
    ['requeue', ['limit', 'filters', 'retryQueue', 'options']],
    ['setUpDatabase', ['dryRun', 'options']],
  ])('shows for %s what it uses and nothing else', (operation, expected) => {
    expect(named({ operation })).toEqual(['connection', 'credentials', 'operation', ...expected]);
  });

  it('has an operation for each name', () => {
    const operation = property({}, 'operation');
    const values = (operation?.options ?? []).map((option) => 'value' in option && option.value);
    expect(values).toEqual([...OPERATION_NAMES]);
  });

  it.each(['replay', 'requeue', 'discard'])(
    'narrows %s as Get Many does, but for states',
    (one) => {
      const names = (operation: string) =>
        entries({ operation }, 'filters').map(({ name }) => name);
      expect(names(one)).toEqual(FILTERS);
      expect(names('getMany')).toEqual([...FILTERS, 'states']);
    },
  );

  it('asks for the entries of another target wherever entries are taken', () => {
    const withIt = OPERATION_NAMES.filter((operation) =>
      entries({ operation }, 'options').some(({ name }) => name === 'anotherTarget'),
    );
    expect(withIt).toEqual([
      ...['discard', 'edit', 'getMany', 'purge', 'replay', 'replayItems', 'requeue'],
    ]);
  });

  it('offers to discard what waits to Discard alone', () => {
    const withIt = OPERATION_NAMES.filter((operation) =>
      entries({ operation }, 'options').some(({ name }) => name === 'includePending'),
    );
    expect(withIt).toEqual(['discard']);
  });

  it('removes nothing, and shows no lead data, until a person says so', () => {
    expect(property({ operation: 'purge' }, 'dryRun')?.default).toBe(true);
    expect(property({ operation: 'getMany' }, 'includePayload')?.default).toBe(false);
    expect(property({ operation: 'discard' }, 'reason')).toMatchObject({
      required: true,
      default: '',
    });
  });

  it('hides the payload of incidents, which have none', () => {
    expect(named({ operation: 'getMany', groupBy: 'incident' })).not.toContain('includePayload');
    expect(named({ operation: 'getMany', returnAll: true })).not.toContain('limit');
  });

  it('knows the states, lanes and groupings that core knows', () => {
    const values = (options: INodeProperties['options'] = []) =>
      options.map((option) => 'value' in option && option.value);
    const filter = (name: string) =>
      entries({ operation: 'getMany' }, 'filters').find((one) => one.name === name)?.options;
    expect(values(filter('lanes'))).toEqual([...LANES]);
    expect(values(filter('states'))).toEqual([...STATES]);
    expect(values(property({ operation: 'purge' }, 'states')?.options)).toEqual([
      ...PURGEABLE_STATES,
    ]);
    expect(values(property({ operation: 'getMany' }, 'groupBy')?.options).toSorted()).toEqual(
      [...GROUPINGS].toSorted(),
    );
  });
});
