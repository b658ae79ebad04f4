import { editEntry } from '../../core/editEntry';
import { viewQueueEntry } from '../../core/viewQueueEntry';
import { readPrivacy } from '../../n8n/readServices';
import { type EditParameters, readEditRequest } from '../parameters/readRepairRequest';
import { DEFAULT_TIME_LIMIT } from '../properties/options';
import { type Answer, type AnswerRun, forRequests } from './forRequests';
import { runnerOf } from './runner';

/** Corrects the event of an entry. Items are not answered together: each is an edit of its own. */
export const edit = forRequests({
  read: ({ context, panel, parts }) => readEditRequest(panel, parts.target, runnerOf(context)),
  answer,
  together: false,
});

async function answer(request: EditParameters, { context, parts }: AnswerRun): Promise<Answer> {
  const privacy = await readPrivacy(context);
  const deadline = parts.clock.elapsed() + DEFAULT_TIME_LIMIT * 1000;
  const edited = await editEntry(request, { ...parts, privacy, deadline });
  const { store, alsoIn, before, entry, changes } = edited;
  const { entryId: previousEntryId } = viewQueueEntry({ store, entry: before });
  const view = viewQueueEntry({ store, entry: { ...entry, payload: null } });
  return { items: [{ ...view, previousEntryId, alsoIn, changes }] };
}
