import { isUuid } from './activity/readUuid';
import { valueShape } from './activity/valueShape';
import { readEvents } from './postgres/statements/readEvents';
import { type ReadParts, readInTransaction } from './reading/readTransaction';
import { invalidParameter, requireText } from './timeline/invalidParameter';
import { checkStatementTimeout } from './timeline/statementTimeout';
import type { TimelineEvent } from './timeline/timelineEvent';
import type { TimelineNotice } from './timeline/timelinePage';

/** One event of one tenant, not checked yet. */
export interface EventRequest {
  readonly tenant: string;
  /** UUID of the event. */
  readonly id: string;
  /** Milliseconds. */
  readonly statementTimeout: number;
}

/** The event, or null and the reason. */
export interface FoundEvent {
  readonly event: TimelineEvent | null;
  readonly notices: readonly TimelineNotice[];
}

/**
 * Reads one event by its id. One that does not exist, or belongs to another tenant, is no error.
 * @throws ConfigurationError for a parameter, credential or privilege that must be corrected
 * @throws MigrationNeededError when tables are missing
 * @throws TargetUnavailableError when the database does not answer or refuses for now
 * @throws CancelledError when `parts.signal` is aborted
 */
export async function getEvent(request: EventRequest, parts: ReadParts): Promise<FoundEvent> {
  const tenantId = requireText(request.tenant, 'Tenant');
  const id = readId(request.id);
  const statementTimeout = checkStatementTimeout(request.statementTimeout);
  const [event] = await readInTransaction(parts, statementTimeout, (db) =>
    readEvents(db, parts.schema, { tenantId, ids: [id] }),
  );
  return event === undefined ? { event: null, notices: [NOT_FOUND] } : { event, notices: [] };
}

function readId(value: string): string {
  const id = requireText(value, 'Event ID');
  if (isUuid(id)) return id.toLowerCase();
  throw invalidParameter(
    `The parameter Event ID is not a UUID; it is ${valueShape(id)}.`,
    'Enter the id of an event as Query Timeline and Log Activity give it, e.g. 01a1fd1a-5ee9-8d43-863f-6a75ea493116.',
  );
}

const NOT_FOUND: TimelineNotice = {
  code: 'event_not_found',
  message:
    'No event has this id in this tenant. Check where the value of Event ID comes from, and Tenant.',
};
