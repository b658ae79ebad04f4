import { listIncidents } from '../../core/listIncidents';
import { listQueue } from '../../core/listQueue';
import { viewQueueEntry } from '../../core/viewQueueEntry';
import { type ListParameters, readListRequest } from '../parameters/readListRequest';
import { type Answer, type AnswerRun, forRequests } from './forRequests';

/** Lists entries, or the incidents that they make up. */
export const getMany = forRequests({
  read: ({ panel, parts }) => readListRequest(panel, parts.target),
  answer: list,
  together: true,
});

async function list(
  { groupBy, ...request }: ListParameters,
  { parts }: AnswerRun,
): Promise<Answer> {
  if (groupBy === 'incident') {
    const { incidents, notices } = await listIncidents(request, parts);
    return { items: incidents.map((incident) => ({ ...incident })), notices };
  }
  const { entries, notices } = await listQueue(request, parts);
  return { items: entries.map((entry) => ({ ...viewQueueEntry(entry) })), notices };
}
