import type { EventRequest } from '../../core/getEvent';
import { DEFAULT_STATEMENT_TIMEOUT, DEFAULT_TENANT } from '../../core/timeline/timelineRequest';
import { checked, type ItemPanel, text } from '../../n8n/itemPanel';
import { readStatementTimeout } from './readOptions';

/** @throws ConfigurationError naming the parameter whose value has the wrong type */
export function readEventRequest(panel: ItemPanel): EventRequest {
  return {
    tenant: checked('Tenant', text, panel.value('tenant', DEFAULT_TENANT)),
    id: checked('Event ID', text, panel.value('eventId', '')),
    statementTimeout: readStatementTimeout(panel, DEFAULT_STATEMENT_TIMEOUT),
  };
}
