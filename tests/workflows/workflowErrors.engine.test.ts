import type { IDataObject } from 'n8n-workflow';
import { freePort } from '../../stand/freePort';
import { ServiceStage } from './serviceStage';
import type { Circumstances } from './templateStage';

const AT = Date.parse('2025-11-07T12:00:00.000Z');
const MINUTE = 60_000;

let stage: ServiceStage;
beforeAll(async () => {
  stage = await ServiceStage.open();
});
afterAll(() => stage.close());

/** Each test has a tenant of its own: the log only grows. */
let tenant = '';
let lastTenant = 0;
beforeEach(() => {
  tenant = `tenant-${(lastTenant += 1)}`;
  stage.slack.messages.length = 0;
  stage.slack.always = null;
});

interface Failure {
  readonly id?: string;
  readonly at?: number;
  readonly node?: string;
  readonly workflow?: string;
  readonly message?: string;
}

let lastId = 230;

/** What n8n gives the Error Trigger, as its execute-error-workflow makes it. */
function failure({ id, at = AT, node = 'Send SMS', ...rest }: Failure = {}): IDataObject {
  const { workflow = 'wf1', message = 'Contact 4085551234 is unsubscribed' } = rest;
  const execution = id ?? String((lastId += 1));
  return {
    execution: {
      id: execution,
      url: `https://n8n.example.com/workflow/${workflow}/executions/${execution}`,
      error: { name: 'NodeApiError', message, timestamp: at, level: 'warning' },
      lastNodeExecuted: node,
      mode: 'trigger',
    },
    workflow: { id: workflow, name: 'SMS <scheduler>' },
  };
}

const run = (input: IDataObject, { configured, ...rest }: Circumstances = {}) =>
  stage.run('workflow-errors', input, {
    ...rest,
    configured: { tenant, ...configured },
  });
const fail = (given?: Failure, circumstances?: Circumstances) => run(failure(given), circumstances);
const logged = () =>
  stage.database.query(
    `select event_type, timestamp, description, source, execution_id, entity_id, metadata
     from lead_activity_log where tenant_id = $1 order by id`,
    [tenant],
  );

describe('workflow-errors.json', () => {
  it('logs a failure with the workflow, the node, the message and the execution', async () => {
    const finished = await fail({ id: '231' });
    expect(finished.run.status).toBe('success');
    expect(await logged()).toEqual([
      {
        event_type: 'workflow.execution_failed',
        timestamp: new Date(AT),
        description: 'Workflow failed: SMS <scheduler>, at Send SMS',
        source: 'n8n:wf1',
        execution_id: '231',
        entity_id: 'n8n:wf1:Send SMS',
        metadata: {
          workflow_id: 'wf1',
          workflow_name: 'SMS <scheduler>',
          failed_node: 'Send SMS',
          error_message: 'Contact 4085551234 is unsubscribed',
          error_name: 'NodeApiError',
          mode: 'trigger',
          execution_url: 'https://n8n.example.com/workflow/wf1/executions/231',
        },
      },
    ]);
  });

  it('tells Slack where to look, in its own escapes, and no word of the error', async () => {
    await fail({ id: '231' });
    expect(stage.slack.taken).toEqual([
      [
        ':rotating_light: Workflow failed: *SMS &lt;scheduler&gt;*, at Send SMS (NodeApiError)',
        '<https://n8n.example.com/workflow/wf1/executions/231|Open the execution>',
      ].join('\n'),
    ]);
  });

  it('quotes the error when it is asked to', async () => {
    await fail({}, { configured: { quoteErrorMessage: true } });
    expect(stage.slack.taken[0]).toContain('> Contact 4085551234 is unsubscribed');
  });

  it('logs an execution once, also when it is reported again', async () => {
    await fail({ id: '231' });
    await fail({ id: '231' });
    expect(await logged()).toHaveLength(1);
  });

  it('logs a workflow that failed before it had an execution', async () => {
    const error = { message: 'No such credential' };
    const workflow = { id: 'wf1', name: 'Scheduler' };
    const input = { trigger: { error, mode: 'trigger' }, workflow };
    const finished = await run(input);
    expect(finished.run.status).toBe('success');
    expect(await logged()).toMatchObject([
      {
        description: 'Workflow failed: Scheduler, at its start',
        metadata: { workflow_id: 'wf1', error_message: 'No such credential', mode: 'trigger' },
      },
    ]);
    expect(stage.slack.taken).toEqual([expect.stringContaining('*Scheduler*, at its start')]);
  });

  it('keeps as much of an endless message as a person reads', async () => {
    await fail({ message: `${'x'.repeat(1999)}🙂${'y'.repeat(100_000)}` });
    const [row] = (await logged()) as { metadata: { error_message: string } }[];
    expect(row?.metadata.error_message).toBe(`${'x'.repeat(1999)}🙂`);
  });
});

describe('a storm of failures', () => {
  it('is one message, and every failure is logged', async () => {
    for (let i = 0; i < 5; i += 1) await fail({ at: AT + i * 10 * MINUTE });
    expect(await logged()).toHaveLength(5);
    expect(stage.slack.taken).toHaveLength(1);
  });

  it('leaves the message of another node and of another workflow alone', async () => {
    await fail();
    await fail({ at: AT + MINUTE, node: 'Log Activity' });
    await fail({ at: AT + MINUTE, workflow: 'wf2' });
    expect(stage.slack.taken).toHaveLength(3);
  });

  it('ends when the node was quiet for a while', async () => {
    await fail();
    await fail({ at: AT + 61 * MINUTE });
    expect(stage.slack.taken).toHaveLength(2);
    await fail({ at: AT + 66 * MINUTE }, { configured: { quietMinutes: 4 } });
    expect(stage.slack.taken).toHaveLength(3);
  });

  it('is as many messages as failures when no time is to be quiet', async () => {
    const configured = { quietMinutes: 0 };
    await fail({}, { configured });
    await fail({ at: AT + MINUTE }, { configured });
    expect(stage.slack.taken).toHaveLength(2);
  });

  it('is told of again on the next day, for those who missed it', async () => {
    const midnight = Date.parse('2025-11-08T00:00:00.000Z');
    await fail({ at: midnight - MINUTE });
    await fail({ at: midnight + MINUTE });
    await fail({ at: midnight + 2 * MINUTE });
    expect(stage.slack.taken).toHaveLength(2);
  });
});

describe('while something is away', () => {
  it('keeps the failure in the retry queue, and tells Slack, without the database', async () => {
    const port = await freePort();
    const finished = await fail({}, { port });
    await fail({}, { port });
    expect(finished.run.status).toBe('success');
    expect(finished.items('Log Activity')[0]?.json).toMatchObject({ outcome: 'deadLettered' });
    expect(stage.slack.taken).toHaveLength(2);
    expect(stage.slack.taken.join()).not.toContain('The activity log does not have');
    await stage.templates.run('replay-retry-queue', {});
    expect(await logged()).toHaveLength(2);
  });

  it('says in Slack when the log could not keep it', async () => {
    await fail({}, { configured: { tenant: 'x'.repeat(256) } });
    expect(await logged()).toEqual([]);
    expect(stage.slack.taken[0]).toMatch(/The activity log does not have this failure: .*Tenant/);
  });

  it('has logged the failure when Slack hangs up, tries three times and fails loudly', async () => {
    stage.slack.always = { kind: 'reset' };
    const finished = await fail();
    expect(await logged()).toHaveLength(2);
    expect(stage.slack.messages).toHaveLength(3);
    expect(finished.run.status).toBe('error');
  });
});

/** A failure counts from here on as later than all that was logged. */
const later = (minutes: number) => Date.now() + minutes * MINUTE;
const quietMinutes = 30 * 24 * 60;

describe('a message that Slack did not take', () => {
  it('is a failure of this workflow, which the log has too', async () => {
    await fail({ at: Date.now() }, { configured: { slackChannel: 'C0000000000' } });
    expect(await logged()).toMatchObject([
      { source: 'n8n:wf1', metadata: { failed_node: 'Send SMS' } },
      {
        event_type: 'workflow.execution_failed',
        source: 'n8n:workflow-1',
        entity_id: 'n8n:wf1:Send SMS',
        metadata: {
          workflow_id: 'workflow-1',
          failed_node: 'Post to Slack',
          error_message: 'Slack refuses the message: channel_not_found',
        },
      },
    ]);
  });

  it('fails loudly with the word of Slack, which refuses with HTTP 200', async () => {
    const finished = await fail({}, { configured: { slackChannel: 'C0000000000' } });
    expect(finished.error('Fail Loudly')?.message).toBe(
      'Slack refuses the message: channel_not_found',
    );
  });

  it('asks for the channel when nobody entered one', async () => {
    const finished = await fail({}, { configured: { slackChannel: '' } });
    expect(finished.error('Fail Loudly')?.message).toBe(
      'Configuration has no slackChannel: enter the id of a channel.',
    );
  });

  it('lets the next failure be told, and the storm that follows be silent', async () => {
    await fail({ at: Date.now() }, { configured: { slackChannel: '', quietMinutes } });
    for (const minutes of [1, 2, 3]) {
      await fail({ at: later(minutes) }, { configured: { quietMinutes } });
    }
    expect(stage.slack.taken).toHaveLength(1);
  });
});

describe('what n8n or a service says in odd characters', () => {
  it.each([
    ['a message with NUL', { message: 'a\u0000b' }],
    ['a message with half an emoji', { message: 'cut \ud83d' }],
    ['a node with half an emoji', { node: 'Send \ud83d' }],
    ['a node with a name of 600 characters', { node: 'n'.repeat(600) }],
    ['a time that is none', { at: 1e300 }],
  ])('is logged all the same: %s', async (_, given) => {
    const finished = await fail(given);
    expect(finished.items('Log Activity')[0]?.json).toMatchObject({ outcome: 'written' });
    expect(await logged()).toHaveLength(1);
  });

  it('is quoted in Slack without half an emoji', async () => {
    const message = `${'a'.repeat(299)}🙂 tail`;
    await fail({ message }, { configured: { quoteErrorMessage: true } });
    expect(stage.slack.taken[0]).toContain(`> ${'a'.repeat(299)}🙂\n`);
  });

  it('is one message in a storm', async () => {
    for (let i = 0; i < 3; i += 1) await fail({ at: AT + i * MINUTE, node: 'n\u0000'.repeat(600) });
    expect(stage.slack.taken).toHaveLength(1);
  });
});
