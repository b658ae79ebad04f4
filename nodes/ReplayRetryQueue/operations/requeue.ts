import { requeueEntries } from '../../core/requeueEntries';
import { DEFAULT_TIME_LIMIT } from '../properties/options';
import { readRequeueRequest } from '../parameters/readRepairRequest';
import { forRequests } from './forRequests';

/** Makes entries due now. */
export const requeue = forRequests({
  read: ({ panel, parts }) => readRequeueRequest(panel, parts.target),
  answer: async (request, { parts }) => {
    const deadline = parts.clock.elapsed() + DEFAULT_TIME_LIMIT * 1000;
    return { items: [{ ...(await requeueEntries(request, { ...parts, deadline })) }] };
  },
  together: true,
});
