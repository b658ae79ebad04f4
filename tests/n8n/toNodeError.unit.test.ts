import { type INode, NodeOperationError } from 'n8n-workflow';
import {
  CancelledError,
  ConfigurationError,
  TargetUnavailableError,
} from '../../nodes/core/errors';
import { errorText, toNodeError } from '../../nodes/n8n/toNodeError';
import { failure } from '../support/queueEntries';

const NODE: INode = {
  id: 'log',
  name: 'Log',
  type: 'n8n-nodes-activity-log.logActivity',
  typeVersion: 1,
  position: [0, 0],
  parameters: {},
};

describe("an error in n8n's form", () => {
  it('has the message, and detail and hint as its description', () => {
    const error = new ConfigurationError({
      message: 'The table does not exist.',
      detail: 'It is public.lead_activity_log.',
      hint: 'Run Set Up Database.',
    });
    const shown = toNodeError(error, NODE, 3);
    expect(shown).toBeInstanceOf(NodeOperationError);
    expect(shown.message).toBe('The table does not exist.');
    expect(shown.description).toBe('It is public.lead_activity_log. Run Set Up Database.');
    expect(shown.context['itemIndex']).toBe(3);
    expect(shown.node).toBe(NODE);
  });

  it.each(['ECONNREFUSED', 'ENOTFOUND', 'ETIMEDOUT', 'ECONNRESET', 'EPIPE'])(
    'keeps words that quote %s, which n8n would replace by its own',
    (code) => {
      const message = `The last answer was ${code}.`;
      const error = new TargetUnavailableError({ message, hint: 'Check Host.', code });
      const shown = toNodeError(error, NODE, 0);
      expect([shown.message, shown.description]).toEqual([message, 'Check Host.']);
    },
  );

  it('is named as one that was cancelled, for n8n to tell it from a failure', () => {
    expect(toNodeError(new CancelledError(), NODE, 0).name).toContain('Cancelled');
    const failed = new ConfigurationError({ message: 'It was Cancelled.' });
    expect(toNodeError(failed, NODE, 0).name).not.toContain('Cancelled');
  });

  it('takes the words of a failed write', () => {
    const shown = toNodeError(failure({ message: 'It failed.', hint: 'Wait.' }), NODE, 0);
    expect([shown.message, shown.description]).toEqual(['It failed.', 'Wait.']);
  });

  it('leaves an error of n8n as it is', () => {
    const error = new NodeOperationError(NODE, 'its own');
    expect(toNodeError(error, NODE, 0)).toBe(error);
  });

  it.each([
    [new TypeError('a bug'), 'a bug'],
    ['thrown text', 'thrown text'],
  ])('wraps anything else: %p', (error, message) => {
    const shown = toNodeError(error, NODE, 2);
    expect(shown).toBeInstanceOf(NodeOperationError);
    expect(shown.message).toBe(message);
    expect(shown.context['itemIndex']).toBe(2);
  });
});

describe('an error in one line', () => {
  it('says what happened, the facts and how to get on', () => {
    const words = { message: 'It is wrong.', detail: 'It is 7.', hint: 'Correct it.' };
    expect(errorText(new ConfigurationError(words))).toBe('It is wrong. It is 7. Correct it.');
    expect(errorText(failure({ message: 'It failed.', hint: 'Wait.' }))).toBe('It failed. Wait.');
  });

  it.each([
    [new TypeError('a bug'), 'a bug'],
    ['thrown text', 'thrown text'],
  ])('is the message of anything else: %p', (error, text) => {
    expect(errorText(error)).toBe(text);
  });
});
