import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { findEventType } from '../core/catalog/eventTypes';
import { DEFAULT_RETRY_POLICY, type RetryPolicy } from '../core/delivery/retryPolicy';
import { InvalidEventError } from '../core/errors';
import type { LogRequest } from '../core/prepareEvents';
import { originOfItem } from '../n8n/executionContext';

/** What holds for the whole execution, read from the first item. */
export interface NodeOptions {
  readonly schema: string;
  readonly spoolFolder: string;
  readonly retryQueue: 'automatic' | 'spool';
  readonly acceptsUnknownTypes: boolean;
  readonly policy: RetryPolicy;
}

export function readNodeOptions(context: IExecuteFunctions): NodeOptions {
  const options = context.getNodeParameter('options', 0, {});
  const retryQueue = context.getNodeParameter('retryQueue', 0, 'automatic');
  return {
    schema: textOr(options['schema'], 'public'),
    spoolFolder: textOr(options['spoolFolder'], ''),
    retryQueue: retryQueue === 'spool' ? 'spool' : 'automatic',
    acceptsUnknownTypes: options['unknownEventTypes'] === 'accept',
    policy: {
      attempts: numberOr(options['attempts'], DEFAULT_RETRY_POLICY.attempts),
      firstDelay: numberOr(options['firstDelay'], DEFAULT_RETRY_POLICY.firstDelay),
      totalTimeLimit: numberOr(options['totalTimeLimit'], DEFAULT_RETRY_POLICY.totalTimeLimit),
      statementTimeout: numberOr(
        options['statementTimeout'],
        DEFAULT_RETRY_POLICY.statementTimeout,
      ),
      batchSize: numberOr(options['batchSize'], DEFAULT_RETRY_POLICY.batchSize),
    },
  };
}

function textOr(value: unknown, fallback: string): string {
  return typeof value === 'string' && value !== '' ? value : fallback;
}

function numberOr(value: unknown, fallback: number): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : fallback;
}

/**
 * The event of item `itemIndex` as the panel describes it. A parameter that cannot be evaluated
 * makes an unreadable request: it is parked with its item, and its neighbours go on.
 */
export function readRequest(context: IExecuteFunctions, itemIndex: number): LogRequest {
  const origin = originOfItem(context, itemIndex);
  try {
    return { origin, input: readInput(context, itemIndex) };
  } catch (error) {
    if (!(error instanceof InvalidEventError)) throw error;
    return { origin, input: itemJson(context, itemIndex), unreadable: error };
  }
}

function readInput(context: IExecuteFunctions, itemIndex: number): IDataObject {
  const read = (name: string, label: string, extractValue = false): unknown =>
    readParameter(context, { name, label, itemIndex, extractValue });
  const eventType = read('eventType', 'Event Type', true);
  const leadBy = read('leadBy', 'Lead By');
  const lead = leadBy === 'none' ? undefined : read('leadValue', 'Lead');
  const input: Record<string, unknown> = {
    ...(read('additionalFields', 'Additional Fields') as object),
    eventType,
    lead: { by: leadBy, value: lead },
    fields: readFields(context, itemIndex, eventType),
    description: read('description', 'Description'),
    messageContent: read('messageContent', 'Message Content'),
  };
  return input as IDataObject;
}

function readFields(context: IExecuteFunctions, itemIndex: number, eventType: unknown): unknown {
  const read = (name: string): unknown =>
    readParameter(context, { name, label: 'Fields', itemIndex, extractValue: false });
  if (read('fieldsMode') === 'json') return read('fieldsJson');
  const mapped = read('fields') as { mappingMode?: string; value?: unknown } | null;
  if (mapped?.mappingMode !== 'autoMapInputData') return mapped?.value ?? {};
  return fieldsOfType(itemJson(context, itemIndex), eventType);
}

/** Mapping automatically takes the keys of the item that are fields of the event type. */
function fieldsOfType(json: IDataObject, eventType: unknown): IDataObject {
  const type = typeof eventType === 'string' ? findEventType(eventType) : undefined;
  if (type === undefined) return json;
  const names = new Set(type.fields.map((field) => field.name));
  return Object.fromEntries(Object.entries(json).filter(([key]) => names.has(key)));
}

interface ParameterName {
  readonly name: string;
  /** As the panel shows it. */
  readonly label: string;
  readonly itemIndex: number;
  readonly extractValue: boolean;
}

function readParameter(context: IExecuteFunctions, parameter: ParameterName): unknown {
  const { name, label, itemIndex, extractValue } = parameter;
  try {
    // n8n's own check of mapped fields quotes the values that it refuses; core's does not.
    const options = { extractValue, skipValidation: true };
    return context.getNodeParameter(name, itemIndex, undefined, options);
  } catch {
    // The reason is left out on purpose: messages of expressions can quote the item.
    throw new InvalidEventError(label, {
      code: 'unreadable_parameter',
      message: `The parameter ${label} could not be evaluated for item ${itemIndex}.`,
      hint: `Open the node with this item and correct the expression in ${label}.`,
    });
  }
}

function itemJson(context: IExecuteFunctions, itemIndex: number): IDataObject {
  return context.getInputData()[itemIndex]?.json ?? {};
}
