import { NodeOperationError, type IExecuteFunctions, type INodeType } from 'n8n-workflow';
import { runWorkflow } from '../support/engine/runWorkflow';
import { connect, makeNode } from '../support/engine/workflowParts';

const manual = makeNode('Start', 'n8n-nodes-base.manualTrigger');
const setGreeting = makeNode('Set Greeting', 'n8n-nodes-base.set', {
  typeVersion: 3.4,
  parameters: {
    assignments: {
      assignments: [
        { id: 'greeting', name: 'greeting', type: 'string', value: '=Hey {{ $json.name }}' },
      ],
    },
    includeOtherFields: true,
    options: {},
  },
});
const isJohn = makeNode('Is John', 'n8n-nodes-base.if', {
  typeVersion: 2.2,
  parameters: {
    conditions: {
      options: { caseSensitive: true, leftValue: '', typeValidation: 'strict', version: 2 },
      combinator: 'and',
      conditions: [
        {
          id: 'john',
          leftValue: '={{ $json.name }}',
          rightValue: 'John',
          operator: { type: 'string', operation: 'equals' },
        },
      ],
    },
    options: {},
  },
});
const john = { json: { name: 'John' } };
const sarah = { json: { name: 'Sarah' } };

/** A node that does what a test says, for faults that no core node offers. */
function nodeThat(execute: (context: IExecuteFunctions) => ReturnType<typeof runOnce>): INodeType {
  return {
    description: {
      displayName: 'Probe',
      name: 'probe',
      group: ['transform'],
      version: 1,
      description: 'Runs the code of a test',
      defaults: { name: 'Probe' },
      inputs: ['main'],
      outputs: ['main'],
      properties: [],
    },
    async execute(this: IExecuteFunctions) {
      return await execute(this);
    },
  };
}

async function runOnce(context: IExecuteFunctions) {
  return await Promise.resolve([context.getInputData()]);
}

describe('the engine of the tests', () => {
  it('passes items through core nodes and keeps the trace to the item they come from', async () => {
    const finished = await runWorkflow({
      nodes: [manual, setGreeting, isJohn],
      connections: connect(['Start', 'Set Greeting'], ['Set Greeting', 'Is John']),
      input: [sarah, john],
    });
    expect(finished.run.status).toBe('success');
    expect(finished.started).toEqual(['Start', 'Set Greeting', 'Is John']);
    expect(finished.items('Is John', 0)).toEqual([
      { json: { name: 'John', greeting: 'Hey John' }, pairedItem: { item: 1 } },
    ]);
    expect(finished.items('Is John', 1)).toEqual([
      { json: { name: 'Sarah', greeting: 'Hey Sarah' }, pairedItem: { item: 0 } },
    ]);
  });

  it('ends in error with the error at the node that threw it', async () => {
    const stop = makeNode('Stop', 'n8n-nodes-base.stopAndError', {
      parameters: { errorMessage: 'No such lead' },
    });
    const finished = await runWorkflow({
      nodes: [manual, stop, makeNode('After', 'n8n-nodes-base.noOp')],
      connections: connect(['Start', 'Stop'], ['Stop', 'After']),
    });
    expect(finished.run.status).toBe('error');
    expect(finished.error('Stop')?.message).toBe('No such lead');
    expect(finished.started).not.toContain('After');
  });

  it('sends items with an error to the error output of a node that continues', async () => {
    const sorting = nodeThat(async (context) => {
      const items = context.getInputData().map((item, index) => ({
        json: item.json['name'] === 'John' ? item.json : { error: 'Not John' },
        pairedItem: { item: index },
      }));
      return await Promise.resolve([items]);
    });
    const finished = await runWorkflow({
      nodes: [
        manual,
        makeNode('Probe', 'tests.probe', { onError: 'continueErrorOutput' }),
        makeNode('Good', 'n8n-nodes-base.noOp'),
        makeNode('Bad', 'n8n-nodes-base.noOp'),
      ],
      connections: connect(['Start', 'Probe'], ['Probe', 'Good'], ['Probe', 'Bad', 1]),
      input: [john, sarah],
      extraTypes: { 'tests.probe': sorting },
    });
    expect(finished.items('Good').map((item) => item.json)).toEqual([{ name: 'John' }]);
    expect(finished.items('Bad').map((item) => item.json)).toEqual([
      { name: 'Sarah', error: 'Not John' },
    ]);
  });

  it('runs a failing node again under Retry On Fail, until it succeeds', async () => {
    let tries = 0;
    const failingTwice = nodeThat(async (context) => {
      tries += 1;
      if (tries < 3) throw new NodeOperationError(context.getNode(), 'Try again');
      return await runOnce(context);
    });
    const finished = await runWorkflow({
      nodes: [
        manual,
        makeNode('Probe', 'tests.probe', { retryOnFail: true, maxTries: 4, waitBetweenTries: 1 }),
      ],
      connections: connect(['Start', 'Probe']),
      extraTypes: { 'tests.probe': failingTwice },
    });
    expect(tries).toBe(3);
    expect(finished.run.status).toBe('success');
  });

  it('tells a running node that the execution is cancelled', async () => {
    const stop = new AbortController();
    const waiting = nodeThat(async (context) => {
      const signal = context.getExecutionCancelSignal();
      const aborted = new Promise((resolve) => signal?.addEventListener('abort', resolve));
      stop.abort();
      await aborted;
      return await runOnce(context);
    });
    const finished = await runWorkflow({
      nodes: [manual, makeNode('Probe', 'tests.probe'), makeNode('After', 'n8n-nodes-base.noOp')],
      connections: connect(['Start', 'Probe'], ['Probe', 'After']),
      signal: stop.signal,
      extraTypes: { 'tests.probe': waiting },
    });
    expect(finished.run.status).toBe('canceled');
    expect(finished.started).not.toContain('After');
  });

  it('gives the node its execution, workflow and instance ids, or no execution id', async () => {
    const telling = nodeThat(async (context) => {
      const ids = {
        execution: (context.getExecutionId() as string | undefined) ?? null,
        workflow: context.getWorkflow().id,
        instance: context.getInstanceId(),
      };
      return await Promise.resolve([[{ json: ids }]]);
    });
    const base = {
      nodes: [manual, makeNode('Probe', 'tests.probe')],
      connections: connect(['Start', 'Probe']),
      workflowId: 'kJMMZ10anu4NqYUL',
      instanceId: 'instance-7',
      extraTypes: { 'tests.probe': telling },
    };
    const saved = await runWorkflow({ ...base, executionId: '28973' });
    const unsaved = await runWorkflow({ ...base, executionId: null });
    const ids = { workflow: 'kJMMZ10anu4NqYUL', instance: 'instance-7' };
    expect(saved.items('Probe')[0]?.json).toEqual({ ...ids, execution: '28973' });
    expect(unsaved.items('Probe')[0]?.json).toEqual({ ...ids, execution: null });
  });

  it('returns what Respond to Webhook sends to the caller', async () => {
    const respond = makeNode('Respond', 'n8n-nodes-base.respondToWebhook', {
      typeVersion: 1.4,
      parameters: {
        respondWith: 'json',
        responseBody: '={{ { hello: $json.body.name } }}',
        options: { responseCode: 202 },
      },
    });
    const webhook = makeNode('Webhook', 'n8n-nodes-base.webhook', {
      typeVersion: 2,
      parameters: { path: 'hello', httpMethod: 'POST', responseMode: 'responseNode', options: {} },
    });
    const finished = await runWorkflow({
      nodes: [webhook, respond],
      connections: connect(['Webhook', 'Respond']),
      mode: 'webhook',
      input: [{ json: { body: { name: 'John' } } }],
    });
    expect(finished.responses).toMatchObject([{ body: { hello: 'John' }, statusCode: 202 }]);
  });
});
