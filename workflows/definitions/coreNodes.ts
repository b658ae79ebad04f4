import type { Expression, Json, NodeKind, Value } from './workflowFile';

// Versions one below the newest of n8n 2.41, where there are several: older n8n 2.x has them too.
const VERSIONS = {
  webhook: 2,
  respondToWebhook: 1.4,
  scheduleTrigger: 1.3,
  manualTrigger: 1,
  set: 3.4,
  if: 2.2,
  splitOut: 1,
  stopAndError: 1,
  noOp: 1,
  filter: 2.2,
  wait: 1.1,
  errorTrigger: 1,
  executeWorkflowTrigger: 1.1,
  // The newest: the first that takes its secret from a credential.
  crypto: 2,
  extractFromFile: 1,
} as const;

function core(name: keyof typeof VERSIONS, parameters: object): NodeKind {
  return { type: `n8n-nodes-base.${name}`, typeVersion: VERSIONS[name], parameters };
}

/** Webhook that asks for a header credential and answers through a Respond to Webhook node. */
export function webhook(httpMethod: 'GET' | 'POST', path: string): NodeKind {
  const rest = { responseMode: 'responseNode', options: {} };
  const parameters = { httpMethod, path, authentication: 'headerAuth', ...rest };
  return { ...core('webhook', parameters), hasWebhookId: true };
}

/**
 * Webhook for a service that cannot send a header of ours: the workflow itself must check who calls,
 * by a signature or a key, before anything else happens.
 * @param rawBody also hands on the bytes of the body, as binary data `data`
 */
export function openWebhook(path: string, { rawBody = false } = {}): NodeKind {
  const options = rawBody ? { rawBody } : {};
  const parameters = { httpMethod: 'POST', path, responseMode: 'responseNode', options };
  return { ...core('webhook', parameters), hasWebhookId: true };
}

/** Starts when a workflow that names this one as its error workflow fails. */
export function onWorkflowError(): NodeKind {
  return core('errorTrigger', {});
}

/** What an input of a sub-workflow takes. */
export type InputType = 'string' | 'number' | 'boolean' | 'object' | 'array' | 'any';

/** Starts when another workflow calls this one with these inputs. */
export function calledByWorkflow(inputs: Readonly<Record<string, InputType>>): NodeKind {
  const values = Object.entries(inputs).map(([name, type]) => ({ name, type }));
  return core('executeWorkflowTrigger', { workflowInputs: { values } });
}

export function everyMinutes(minutesInterval: number): NodeKind {
  return core('scheduleTrigger', { rule: { interval: [{ field: 'minutes', minutesInterval }] } });
}

/** Starts when a person presses *Execute workflow*. */
export function byHand(): NodeKind {
  return core('manualTrigger', {});
}

/** The values that a user of the template may change; the input goes on beside them. */
export function configuration(
  values: Readonly<Record<string, string | number | boolean>>,
): NodeKind {
  const assignments = Object.entries(values).map(([name, value]) => ({
    id: name,
    name,
    type: typeof value,
    value,
  }));
  return core('set', { assignments: { assignments }, includeOtherFields: true, options: {} });
}

/** Replaces the item by the object that the expression gives. */
export function shape(jsonOutput: Expression): NodeKind {
  return core('set', { mode: 'raw', jsonOutput, includeOtherFields: false, options: {} });
}

export function splitOut(fieldToSplitOut: string): NodeKind {
  return core('splitOut', { fieldToSplitOut, include: 'noOtherFields', options: {} });
}

/** Items for which the expression is true leave by output 0, the others by output 1. */
export function isTrue(leftValue: Expression): NodeKind {
  return core('if', { conditions: condition(leftValue), options: {} });
}

function condition(leftValue: Expression): object {
  const isTrue = {
    id: 'condition',
    leftValue,
    rightValue: '',
    operator: { type: 'boolean', operation: 'true', singleValue: true },
  };
  const options = { caseSensitive: true, leftValue: '', typeValidation: 'strict', version: 2 };
  return { options, combinator: 'and', conditions: [isTrue] };
}

/** Lets through the items for which the expression is true. */
export function keepIf(leftValue: Expression): NodeKind {
  return core('filter', { conditions: condition(leftValue), options: {} });
}

/** Up to 65 s are waited in memory; for longer ones n8n puts the execution aside. */
export function waitSeconds(amount: Value<number>): NodeKind {
  return {
    ...core('wait', { resume: 'timeInterval', amount, unit: 'seconds' }),
    hasWebhookId: true,
  };
}

/** The bytes of the binary data `data` as UTF-8, nothing left out, in the field `text`. */
export function textOfBody(): NodeKind {
  return core('extractFromFile', {
    operation: 'text',
    binaryPropertyName: 'data',
    destinationKey: 'text',
    // Without these n8n guesses the encoding, and a signature over the text would fail.
    options: { encoding: 'utf8', stripBOM: false },
  });
}

/** HMAC-SHA-256 in hexadecimal, under the secret of a Crypto credential, in the given field. */
export function hmac(value: Expression, dataPropertyName: string): NodeKind {
  const form = { type: 'SHA256', encoding: 'hex', binaryData: false };
  return core('crypto', { action: 'hmac', ...form, value, dataPropertyName });
}

/** Answers the caller of the webhook with JSON. */
export function respond(responseBody: Expression, responseCode: Value<number>): NodeKind {
  const options: Readonly<Record<string, Json>> = { responseCode };
  return core('respondToWebhook', { respondWith: 'json', responseBody, options });
}

/** Ends the execution in error, so that the error workflow of n8n starts. */
export function stopWithError(errorMessage: Expression): NodeKind {
  return core('stopAndError', { errorType: 'errorMessage', errorMessage });
}

/** Does nothing: the place where a user adds their own nodes. */
export function placeholder(): NodeKind {
  return core('noOp', {});
}
