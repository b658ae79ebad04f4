import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { findEventType } from '../core/catalog/eventTypes';
import { boundedPolicy, type RetryPolicy } from '../core/delivery/retryPolicy';
import { ConfigurationError } from '../core/errors';
import type { LogRequest } from '../core/prepareEvents';
import { originOfItem } from '../n8n/executionContext';
import { inTimeZone } from '../n8n/inTimeZone';
import type { Include, OutputForm } from './outputItems';
import { Panel } from './panel';

/** What holds for the whole execution, read from the first item. */
export interface NodeOptions {
  readonly schema: string;
  readonly spoolFolder: string;
  readonly retryQueue: 'automatic' | 'spool';
  readonly acceptsUnknownTypes: boolean;
  readonly policy: RetryPolicy;
  readonly output: OutputForm;
}

/** @throws ConfigurationError before anything is written */
export function readNodeOptions(context: IExecuteFunctions): NodeOptions {
  const options = context.getNodeParameter('options', 0, {});
  const retryQueue = context.getNodeParameter('retryQueue', 0, 'automatic');
  return {
    schema: textOr(options['schema'], 'public'),
    spoolFolder: textOr(options['spoolFolder'], ''),
    retryQueue: retryQueue === 'spool' ? 'spool' : 'automatic',
    acceptsUnknownTypes: options['unknownEventTypes'] === 'accept',
    policy: boundedPolicy(options),
    output: readOutputForm(context),
  };
}

function readOutputForm(context: IExecuteFunctions): OutputForm {
  const include = context.getNodeParameter('include', 0, 'inputAndReceipt') as Include;
  const receiptField = textOr(context.getNodeParameter('receiptField', 0, ''), 'activity');
  if (receiptField !== 'error') return { include, receiptField };
  throw new ConfigurationError({
    message: 'The parameter Receipt Field must not be "error".',
    hint: 'n8n takes an item with this key for a failed one. Choose another name, e.g. activity.',
    code: 'invalid_parameter',
  });
}

function textOr(value: unknown, fallback: string): string {
  return typeof value === 'string' && value !== '' ? value : fallback;
}

/**
 * The event of item `itemIndex` as the panel describes it. A parameter that cannot be evaluated
 * makes an unreadable request: it is parked with its item, and its neighbours go on.
 */
export function readRequest(context: IExecuteFunctions, itemIndex: number): LogRequest {
  const origin = originOfItem(context, itemIndex);
  const panel = new Panel(context, itemIndex);
  const input = readInput(panel);
  if (panel.unreadable === undefined) return { origin, input };
  return { origin, input: panel.item, unreadable: panel.unreadable };
}

function readInput(panel: Panel): Record<string, unknown> {
  const eventType = panel.read('eventType', 'Event Type');
  const leadBy = panel.read('leadBy', 'Lead By');
  const { timestamp, ...additional } = panel.readAdditionalFields();
  return {
    ...additional,
    timestamp: inTimeZone(timestamp, panel.timeZone),
    eventType,
    lead: { by: leadBy, value: leadBy === 'none' ? null : panel.read('leadValue', 'Lead') },
    fields: readFields(panel, eventType),
    description: panel.read('description', 'Description'),
    messageContent: panel.read('messageContent', 'Message Content'),
  };
}

function readFields(panel: Panel, eventType: unknown): unknown {
  if (panel.read('fieldsMode', 'Fields As') === 'json') return panel.read('fieldsJson', 'Fields');
  const mapped = panel.read('fields', 'Fields') as MappedFields | null | undefined;
  if (mapped?.mappingMode !== 'autoMapInputData') return mapped?.value ?? {};
  return fieldsOfType(panel.item, eventType);
}

interface MappedFields {
  readonly mappingMode?: string;
  readonly value?: unknown;
}

/** Mapping automatically takes the keys of the item that are fields of the event type. */
function fieldsOfType(json: IDataObject, eventType: unknown): IDataObject {
  const type = typeof eventType === 'string' ? findEventType(eventType) : undefined;
  if (type === undefined) return json;
  const names = new Set(type.fields.map((field) => field.name));
  return Object.fromEntries(Object.entries(json).filter(([key]) => names.has(key)));
}
