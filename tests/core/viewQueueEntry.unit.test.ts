import { viewQueueEntry } from '../../nodes/core/viewQueueEntry';
import { entryId } from '../../nodes/core/retryQueue/entryKey';
import { queueEntrySchema } from '../../nodes/core/retryQueue/queueEntrySchema';
import { failure, queueEntry } from '../support/queueEntries';

const SECRET = 'Rumpelstiltskin';
const edited = {
  ...queueEntry(1, { failure: failure({ code: '22P02', hint: 'Correct it.' }) }),
  edits: [
    {
      ...{ at: '2026-03-01T08:00:00.000Z', by: 'Ada', payloadHash: 'ab' },
      changes: [{ path: 'metadata.name', before: SECRET, after: null }],
    },
  ],
};

describe('the view of an entry', () => {
  it('says which fields were changed, and not what they held, without the payload', () => {
    const view = viewQueueEntry({ store: 'spool', entry: { ...edited, payload: null } });
    expect(view.edits).toEqual([
      { at: '2026-03-01T08:00:00.000Z', by: 'Ada', changed: ['metadata.name'] },
    ]);
    expect(JSON.stringify(view)).not.toContain(SECRET);
    expect(view).toMatchObject({
      ...{ entryId: entryId(edited), store: 'spool', code: '22P02', hint: 'Correct it.' },
    });
  });

  it('has with the payload all that the entry is made of', () => {
    const view = viewQueueEntry({ store: 'queueTable', entry: edited });
    expect(view).toMatchObject({ payload: { messageContent: 'line one\nline two' } });
    expect(queueEntrySchema.parse({ ...view, payload: edited.payload })).toEqual(edited);
  });

  it('shows a payload that cannot be read as it is', () => {
    const entry = { ...edited, payload: '{ torn' };
    expect(viewQueueEntry({ store: 'spool', entry })).toMatchObject({ payload: '{ torn' });
  });
});
