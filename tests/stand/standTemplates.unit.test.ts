import { neededCredentials } from '../../stand/neededCredentials';
import { credentialInputs } from '../../stand/standCredentials';
import { templateFor } from '../../stand/standTemplates';
import { ALL_WORKFLOWS } from '../../workflows/definitions/allWorkflows';

const SECRETS = {
  server: { host: '127.0.0.1', port: 5432, user: 'postgres', password: 'secret' },
  apiKey: 'key',
  services: {
    airtableToken: 'pat',
    simpleTextingToken: 'token',
    slackToken: 'xoxb',
    webhookSecret: 'signing',
  },
};
const INPUTS = credentialInputs(SECRETS);
const CREDENTIALS = Object.fromEntries(
  INPUTS.map(({ type, name }) => [type, { id: `id of ${type}`, name }]),
);
const CHOICES = { credentials: CREDENTIALS, configured: {}, errorWorkflow: null };

const configurationOf = (name: string, configured: Record<string, string>): unknown => {
  const { nodes } = templateFor(name, { ...CHOICES, configured });
  return nodes.find((node) => node.name === 'Configuration')?.parameters;
};

describe.each(Object.keys(ALL_WORKFLOWS))('%s as its user sets it up', (name) => {
  it('has a credential wherever a node asks for one', () => {
    for (const node of templateFor(name, CHOICES).nodes) {
      expect(Object.keys(node.credentials ?? {})).toEqual(neededCredentials(node));
    }
  });
});

describe('a template as its user sets it up', () => {
  it('has the chosen values of Configuration, and keeps the others', () => {
    const before = JSON.stringify(configurationOf('log-activity-api', {}));
    const after = JSON.stringify(configurationOf('log-activity-api', { schema: 'crm' }));
    expect(after).toBe(before.replace('"value":"public"', '"value":"crm"'));
    expect(after).not.toBe(before);
  });

  it('leaves out values of other templates', () => {
    const foreign = { airtableUrl: 'http://127.0.0.1/v0' };
    expect(configurationOf('log-activity-api', foreign)).toEqual(
      configurationOf('log-activity-api', {}),
    );
  });

  it('names its error workflow only when there is one', () => {
    const settingsFor = (errorWorkflow: string | null) =>
      templateFor('timeline-api', { ...CHOICES, errorWorkflow }).settings;
    expect(settingsFor('alarm')).toEqual({ executionOrder: 'v1', errorWorkflow: 'alarm' });
    expect(settingsFor(null)).toEqual({ executionOrder: 'v1' });
  });

  it('cannot be set up without a credential that it asks for', () => {
    expect(() => templateFor('timeline-api', { ...CHOICES, credentials: {} })).toThrow(
      'There is no credential of type',
    );
  });
});

describe('the credentials of a stand', () => {
  it('are those of the log and of callers when it has no services', () => {
    const types = credentialInputs({ ...SECRETS, services: null }).map(({ type }) => type);
    expect(types).toEqual(['postgres', 'httpHeaderAuth']);
  });
});
