import { listQueue, type ListQueueParts, type ListQueueRequest } from './listQueue';
import { groupIncidents, type QueueIncident } from './retryQueue/groupIncidents';

/** As for a list; a limit is one of incidents, each of which counts all of its entries. */
export type ListIncidentsRequest = Omit<ListQueueRequest, 'withPayload'>;

export interface IncidentList {
  /** Most entries first. */
  readonly incidents: readonly QueueIncident[];
  /** Stores that could not be asked (to their end), in words: the counts are without them. */
  readonly notices: readonly string[];
}

/**
 * Why entries are in the queue, by cause.
 * @throws CancelledError
 */
export async function listIncidents(
  { limit, ...wanted }: ListIncidentsRequest,
  parts: ListQueueParts,
): Promise<IncidentList> {
  const request = { ...wanted, limit: null, withPayload: false };
  const { entries, notices } = await listQueue(request, parts);
  const incidents = groupIncidents(entries);
  return { incidents: limit === null ? incidents : incidents.slice(0, limit), notices };
}
