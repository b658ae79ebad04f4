import type { WritableEvent } from '../../../nodes/core/activity/activityEvent';
import type { JsonObject } from '../../../nodes/core/json';
import { writableEvent } from '../../support/writableEvents';
import { COLUMNS, logLines, type Slice } from '../read/logLines';

const NULL = '\\N';

/**
 * The events of a slice as core writes them. Those without a lead are of leads that nobody knows, so
 * that they stay without.
 */
export function generatedEvents(slice: Slice): WritableEvent[] {
  const base = writableEvent(0);
  return [...logLines(slice)].map((line) => ({ ...base, ...eventOf(line) }));
}

function eventOf(line: string) {
  const cells = new Map(
    line
      .trimEnd()
      .split('\t')
      .map((cell, i) => [COLUMNS[i], cell]),
  );
  const get = (column: (typeof COLUMNS)[number]): string | null => {
    const cell = cells.get(column);
    return cell === undefined || cell === NULL ? null : cell;
  };
  const need = (column: (typeof COLUMNS)[number]): string => get(column) ?? '';
  const unlinked = (value: string | null): string | null => value && `waiting-${value}`;
  const leadId = get('lead_id');
  const airtableId = get('lead_airtable_id');
  return {
    tenantId: need('tenant_id'),
    id: need('id'),
    eventType: need('event_type'),
    eventCategory: need('event_category'),
    leadId,
    leadAirtableId: leadId === null ? unlinked(airtableId) : airtableId,
    leadEmail: unlinked(get('lead_email')),
    userId: get('user_id'),
    visitorToken: get('visitor_token'),
    entityId: get('entity_id'),
    sessionId: get('session_id'),
    description: need('description'),
    messageContent: get('message_content'),
    metadata: JSON.parse(need('metadata')) as JsonObject,
    source: need('source'),
    workflowId: get('workflow_id'),
    executionId: get('execution_id'),
    searchExtra: get('search_extra'),
    timestamp: need('"timestamp"'),
  };
}
