import {
  displayParameter,
  type INode,
  type INodeParameters,
  type INodeTypeDescription,
} from 'n8n-workflow';
import { LogActivity } from '../../../nodes/LogActivity/LogActivity.node';
import { QueryTimeline } from '../../../nodes/QueryTimeline/QueryTimeline.node';
import { ReplayRetryQueue } from '../../../nodes/ReplayRetryQueue/ReplayRetryQueue.node';
import { makeNode } from '../../support/engine/workflowParts';

const NODES = [new LogActivity(), new QueryTimeline(), new ReplayRetryQueue()];
const byName = NODES.map((node) => [node.description.displayName, node] as const);

/** Credentials that n8n shows, and lets a node read, with these parameters. */
function shown(description: INodeTypeDescription, parameters: INodeParameters): string[] {
  const node: INode = makeNode('Node', description.name, { parameters });
  return (description.credentials ?? [])
    .filter((credential) => displayParameter(parameters, credential, node, description))
    .map(({ name }) => name);
}

/** Parameters at the panel's top level that credentials depend on. */
function choices({ credentials = [], properties }: INodeTypeDescription) {
  const names = credentials.flatMap(({ displayOptions }) =>
    Object.keys(displayOptions?.show ?? {}),
  );
  return properties.filter(({ name }) => names.includes(name));
}

describe.each(byName)('%s', (_, { description, methods }) => {
  it('shows the credentials right under Connection, where people look for them', () => {
    const [connection, place] = description.properties;
    expect(connection?.name).toBe('connection');
    const others = choices(description).filter(({ name }) => name !== 'connection');
    if (others.length > 0) expect(place?.type).toBe('credentials');
  });

  // The editor takes such a parameter for a part of signing in, and hides it from the panel.
  it('lets no parameter that a credential depends on depend on another by "show"', () => {
    for (const { displayOptions } of choices(description)) {
      expect(displayOptions?.show).toBeUndefined();
    }
  });

  it('has the tests that its credentials name', () => {
    const named = (description.credentials ?? []).flatMap(({ testedBy }) =>
      typeof testedBy === 'string' ? [testedBy] : [],
    );
    const tests: object = methods.credentialTest;
    for (const test of named) expect(tests).toHaveProperty([test]);
    expect(named).toContain('activityLogPostgresTest');
  });
});

describe('the credentials of Log Activity', () => {
  const { description } = new LogActivity();
  const base = { connection: 'postgres', retryQueue: 'automatic', alert: 'none', options: {} };
  const withChanges = (changes: INodeParameters) => shown(description, { ...base, ...changes });

  it.each<[string, INodeParameters, string[]]>([
    ['the database alone', {}, ['postgres']],
    ['our own', { connection: 'activityLogPostgresApi' }, ['activityLogPostgresApi']],
    ['Airtable', { retryQueue: 'airtable' }, ['postgres', 'activityLogAirtableApi']],
    [
      'a second PostgreSQL',
      { retryQueue: 'postgres' },
      ['postgres', 'activityLogQueuePostgresApi'],
    ],
    ['the spool', { retryQueue: 'spool' }, ['postgres']],
    ['Slack', { alert: 'slack' }, ['postgres', 'activityLogSlackApi']],
    ['Strict', { options: { privacy: 'strict' } }, ['postgres', 'activityLogPrivacyApi']],
    ['no privacy', { options: { privacy: 'off' } }, ['postgres']],
  ])('are, with %s, those that it uses', (_, changes, expected) => {
    expect(withChanges(changes)).toEqual(expected);
  });
});

describe('the retry queue that Replay drains', () => {
  const { description } = new ReplayRetryQueue();

  it('is Automatic until another is chosen', () => {
    const queue = description.properties.find(({ name }) => name === 'retryQueue');
    expect(queue?.default).toBe('automatic');
    expect(queue?.options).toContainEqual(expect.objectContaining({ value: 'automatic' }));
  });
});
