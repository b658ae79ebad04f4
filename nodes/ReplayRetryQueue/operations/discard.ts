import { discardEntries } from '../../core/discardEntries';
import { DEFAULT_TIME_LIMIT } from '../properties/options';
import { readDiscardRequest } from '../parameters/readRepairRequest';
import { forRequests } from './forRequests';
import { runnerOf } from './runner';

/** Gives up entries that are never to be written. */
export const discard = forRequests({
  read: ({ context, panel, parts }) => readDiscardRequest(panel, parts.target, runnerOf(context)),
  answer: async (request, { parts }) => {
    const deadline = parts.clock.elapsed() + DEFAULT_TIME_LIMIT * 1000;
    return { items: [{ ...(await discardEntries(request, { ...parts, deadline })) }] };
  },
  together: true,
});
