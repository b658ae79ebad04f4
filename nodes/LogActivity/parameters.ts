import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { findEventType } from '../core/catalog/eventTypes';
import type { LogRequest } from '../core/prepareEvents';
import type { RequestSource } from '../core/prepareInChunks';
import { originOfExecution } from '../n8n/executionContext';
import { inTimeZone } from '../n8n/inTimeZone';
import { ItemParameters } from '../n8n/itemParameters';
import { Panel } from './panel';

/**
 * The events of the items as the panel describes them, read one by one when their turn comes. A
 * parameter that cannot be evaluated makes an unreadable request: it is parked with its item, and
 * its neighbours go on.
 */
export class PanelRequests implements RequestSource {
  /** Of those that were read: a sender's repetition of these would be another event. */
  withoutKey = 0;
  private readonly execution: ReturnType<typeof originOfExecution>;
  private readonly parameters: ItemParameters;
  private readonly timeZone: string;

  constructor(
    context: IExecuteFunctions,
    private readonly items: readonly INodeExecutionData[],
  ) {
    this.execution = originOfExecution(context);
    this.parameters = new ItemParameters(context);
    this.timeZone = context.getTimezone();
  }

  get length(): number {
    return this.items.length;
  }

  at(itemIndex: number): LogRequest | undefined {
    const item = this.items[itemIndex];
    return item && this.read(item.json, itemIndex);
  }

  private read(json: IDataObject, itemIndex: number): LogRequest {
    const panel = new Panel(this.parameters, itemIndex, json);
    const origin = { ...this.execution, itemIndex };
    const input = readInput(panel, this.timeZone);
    if (!hasDedupeKey(input)) this.withoutKey++;
    if (panel.unreadable === undefined) return { origin, input };
    return { origin, input: panel.item, unreadable: panel.unreadable };
  }
}

/** Whether a repetition of the event would be known as one. */
export function hasDedupeKey(input: Readonly<Record<string, unknown>>): boolean {
  const key = input['dedupeKey'];
  return key !== undefined && key !== null && key !== '';
}

/** @param timeZone of the workflow: what a date of the panel without an offset is meant in */
function readInput(panel: Panel, timeZone: string): Record<string, unknown> {
  const eventType = panel.readLocator('eventType', 'Event Type');
  const { timestamp, ...additional } = panel.readAdditionalFields();
  return {
    ...additional,
    timestamp: inTimeZone(timestamp, timeZone),
    eventType,
    lead: readLead(panel),
    fields: readFields(panel, eventType),
    description: panel.read('description', 'Description'),
    messageContent: panel.read('messageContent', 'Message Content'),
  };
}

function readLead(panel: Panel): { by: unknown; value: unknown } {
  const by = panel.read('leadBy', 'Lead By');
  if (by === 'none') return { by, value: null };
  if (by === 'list') return { by: 'id', value: panel.readLocator('lead', 'Lead') };
  return { by, value: panel.read('leadValue', 'Lead') };
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
