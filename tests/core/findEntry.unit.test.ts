import { ConfigurationError } from '../../nodes/core/errors';
import { entryId } from '../../nodes/core/retryQueue/entryKey';
import { discarded } from '../../nodes/core/retryQueue/entryTransitions';
import { EditStage, MESSAGE as SMS, refusalOf } from '../support/editStage';
import { silence } from '../support/naiveStore';
import { origin } from '../support/queueEntries';

const SECRET = 'Rumpelstiltskin';

describe('finding the entry to edit', () => {
  it('takes an event id, or the entry id of one of several', async () => {
    const stage = new EditStage();
    const one = await stage.log(SMS);
    const other = await stage.log(
      { ...SMS, messageContent: 'Hi Ann' },
      { ...origin, itemIndex: 1 },
    );
    const same = {
      ...other,
      eventId: one.eventId,
      payload: other.payload.replace(other.eventId, one.eventId),
    };
    stage.store.entries = [one];
    await stage.other.put([{ ...same, occurredAt: one.occurredAt }]);
    const error = await refusalOf(stage.edit(one.eventId, { userId: 'user-2' }));
    expect(error).toMatchObject({ code: 'several_entries' });
    expect(error.message).toContain(
      `${entryId(one)} (in the queue table), ${entryId(same)} (in the spool)`,
    );
    const { entry } = await stage.edit(` ${entryId(one).toUpperCase()} `, { userId: 'user-2' });
    expect(entry.payloadHash).toBe(one.payloadHash);
  });

  it('says where it looked when there is none', async () => {
    const stage = new EditStage();
    stage.other.faults.list = silence();
    const error = await refusalOf(stage.edit('0195d2a1-0000-8000-8000-000000000000', {}));
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(error.message).toContain('looked in the queue table, the spool');
    expect(error.detail).toContain('The store does not answer.');
  });

  it('refuses what is no id without repeating it', async () => {
    const error = await refusalOf(new EditStage().edit(SECRET, {}));
    expect(error.message).toContain('The parameter Entry ID is neither');
    expect(JSON.stringify(error) + String(error)).not.toContain(SECRET);
  });

  it('says of one that was discarded or replayed that and when', async () => {
    const stage = new EditStage();
    const entry = await stage.log(SMS);
    const now = stage.clock.now();
    stage.store.entries = [discarded(entry, { by: 'Bob', reason: 'Test', now })];
    const at = now.toISOString();
    expect((await refusalOf(stage.edit(entry.eventId, {}))).message).toContain(
      `discarded at ${at}`,
    );
    const resolution = { outcome: 'duplicate', at, by: null, reason: null } as const;
    stage.store.entries = [{ ...entry, state: 'replayed', resolution }];
    const replayed = await refusalOf(stage.edit(entry.eventId, {}));
    expect(replayed.message).toContain(`replayed at ${at}`);
    expect(replayed.hint).toContain('in the log');
  });

  it('says until when another holds it, and takes it when the lease has ended', async () => {
    const stage = new EditStage();
    const { eventId } = await stage.log(SMS);
    const claim = { limit: 1, includeNotDue: true, purpose: 'repair' } as const;
    const { target } = stage.store.only;
    await stage.store.claimDue({ ...claim, target, now: stage.clock.now() });
    const free = new Date(stage.clock.now().getTime() + 120_000).toISOString();
    const error = await refusalOf(stage.edit(eventId, { userId: 'user-2' }));
    expect(error).toMatchObject({ code: 'entry_claimed' });
    expect(error.hint).toContain(free);
    stage.clock.advance(121_000);
    await stage.edit(eventId, { userId: 'user-2' });
  });

  it('edits an entry in all stores that it sits in', async () => {
    const stage = new EditStage();
    const entry = await stage.log(SMS);
    await stage.other.put([entry]);
    const report = await stage.edit(entry.eventId, { userId: 'user-2' });
    expect(report).toMatchObject({ store: 'queueTable', alsoIn: ['spool'] });
    expect(stage.other.only).toEqual(stage.store.only);
  });

  it('gives back one copy when another holds the other', async () => {
    const stage = new EditStage();
    const entry = await stage.log(SMS);
    await stage.other.put([entry]);
    stage.other.beforeClaim = () => (stage.other.entries = []);
    await expect(stage.edit(entry.eventId, { userId: 'user-2' })).rejects.toThrow(
      'holds this entry',
    );
    expect(stage.store.only).toEqual(entry);
  });
});
