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
} as const;

function core(name: keyof typeof VERSIONS, parameters: object): NodeKind {
  return { type: `n8n-nodes-base.${name}`, typeVersion: VERSIONS[name], parameters };
}

/** Webhook that asks for a header credential and answers through a Respond to Webhook node. */
export function webhook(httpMethod: 'GET' | 'POST', path: string): NodeKind {
  const parameters = {
    httpMethod,
    path,
    authentication: 'headerAuth',
    responseMode: 'responseNode',
    options: {},
  };
  return { ...core('webhook', parameters), hasWebhookId: true };
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
  const condition = {
    id: 'condition',
    leftValue,
    rightValue: '',
    operator: { type: 'boolean', operation: 'true', singleValue: true },
  };
  const options = { caseSensitive: true, leftValue: '', typeValidation: 'strict', version: 2 };
  return core('if', {
    conditions: { options, combinator: 'and', conditions: [condition] },
    options: {},
  });
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
