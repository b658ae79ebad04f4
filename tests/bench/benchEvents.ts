import { writableEvent } from '../support/writableEvents';
import type { WritableEvent } from '../../nodes/core/activity/activityEvent';

/** One item as it flows in a workflow that sends text messages. */
export interface SmsItem {
  readonly lead: string;
  readonly campaign_id: string;
  readonly phone: string;
  readonly template_id: string;
  readonly message_id: string;
  readonly sequence_position: number;
  readonly message: string;
}

/** The payload fields of MESSAGE_SENT, all five. */
export const FIELDS = [
  'campaign_id',
  'phone',
  'template_id',
  'message_id',
  'sequence_position',
] as const;

/** Spreads the leads of a batch over the table; prime, so that none comes twice in a batch. */
const STRIDE = 7919;

let batches = 0;

/** Message ids are new in every batch, so that no key was seen before. */
export function smsItems(count: number, leads: readonly string[]): SmsItem[] {
  const batch = ++batches;
  return Array.from({ length: count }, (_, i) => ({
    lead: leads[(batch + i * STRIDE) % leads.length] ?? '',
    campaign_id: 'spring_use_cases',
    phone: `408555${String(i).padStart(4, '0')}`,
    template_id: `template_${i % 7}`,
    message_id: `SM${batch}x${i}`,
    sequence_position: 1 + (i % 5),
    message: `Hey ${i}, saw your form submission. If you want help with your own setup, reply here.`,
  }));
}

/** The rows that the same items make, with their leads already found: what the peers write. */
export function sameRows(
  items: readonly SmsItem[],
  leads: ReadonlyMap<string, string>,
): Record<string, unknown>[] {
  const timestamp = new Date().toISOString();
  const executionId = `bench-${++batches}`;
  return items.map((item, i) => {
    const fields = Object.fromEntries(FIELDS.map((name) => [name, item[name]]));
    const input = { eventType: 'MESSAGE_SENT', fields, messageContent: item.message, timestamp };
    const lead = { by: 'id', value: leads.get(item.lead) };
    return toRow(writableEvent(i, { ...input, lead }, { executionId }), item.lead);
  });
}

/** Only the columns that are not null, as who writes the statement by hand would. */
function toRow(event: WritableEvent, airtableId: string): Record<string, unknown> {
  return {
    tenant_id: event.tenantId,
    id: event.id,
    event_type: event.eventType,
    event_category: event.eventCategory,
    lead_id: event.leadId,
    lead_airtable_id: airtableId,
    description: event.description,
    message_content: event.messageContent,
    metadata: event.metadata,
    source: event.source,
    workflow_id: event.workflowId,
    execution_id: event.executionId,
    schema_version: event.schemaVersion,
    payload_hash: `\\x${event.payloadHash}`,
    timestamp: event.timestamp,
  };
}
