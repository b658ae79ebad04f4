import { reviveEvent } from '../../nodes/core/activity/reviveEvent';
import { CancelledError } from '../../nodes/core/errors';
import { entryId } from '../../nodes/core/retryQueue/entryKey';
import { discarded } from '../../nodes/core/retryQueue/entryTransitions';
import type { QueueEntry } from '../../nodes/core/retryQueue/queueEntry';
import { EditStage, MESSAGE as SMS, refusalOf } from '../support/editStage';
import { silence } from '../support/naiveStore';

const SECRET = 'Rumpelstiltskin';
describe('editing an event', () => {
  it('makes it due under its old identity, with a new hash, and remembers what was changed', async () => {
    const stage = new EditStage();
    const before = await stage.log(SMS);
    const worn: QueueEntry = { ...before, state: 'parked', nextAttemptAt: null, replays: 4 };
    stage.store.entries = [worn];
    const report = await stage.edit(before.eventId, { 'metadata.phone': 5125550000 });
    const now = stage.clock.now().toISOString();
    const changes = [{ path: 'metadata.phone', before: '4085551234', after: '5125550000' }];
    const edit = { at: now, by: 'Ada', payloadHash: before.payloadHash, changes };
    const entry = stage.store.only;
    expect(entry).toEqual({
      ...{ ...worn, payload: entry.payload, payloadHash: entry.payloadHash, edits: [edit] },
      ...{ state: 'pending', nextAttemptAt: now, replays: 0, crashClaims: 0 },
    });
    const fields = { ...SMS.fields, phone: '5125550000' };
    const expected = await stage.prepare({ ...SMS, fields });
    if (expected.kind !== 'writable') throw new Error('It is fit.');
    const { id, dedupeKeyHash, timestamp } = reviveEvent(before.payload);
    expect(reviveEvent(entry.payload)).toEqual({ ...expected.event, id, dedupeKeyHash, timestamp });
    expect(report).toEqual({ store: 'queueTable', alsoIn: [], before: worn, entry, changes });
  });

  it('makes the description anew where the template made it, and keeps one that was given', async () => {
    const stage = new EditStage();
    const derived = await stage.log(SMS);
    const { changes } = await stage.edit(derived.eventId, { messageContent: 'Hi Ann' });
    expect(changes.map(({ path }) => path)).toEqual(['description', 'messageContent']);
    const given = await stage.log({ ...SMS, dedupeKey: 'sms-2', description: 'An SMS' });
    const { entry } = await stage.edit(given.eventId, { messageContent: 'Hi Ann' });
    expect(reviveEvent(entry.payload).description).toBe('An SMS');
    const { entry: reset } = await stage.edit(given.eventId, { description: null });
    expect(reviveEvent(reset.payload).description).toContain('Hi Ann');
  });

  it('replaces the metadata as a whole, or by paths into it', async () => {
    const stage = new EditStage();
    const { eventId } = await stage.log({
      ...SMS,
      fields: { ...SMS.fields, 'utm.source': 'mail', steps: ['one', { name: 'two' }] },
    });
    const { entry } = await stage.edit(eventId, {
      'metadata.utm.source': 'web',
      'metadata.steps.1.name': 'zwei',
      'metadata.steps.2': 'three',
      'metadata.steps.0': null,
      'metadata.more.deep': 1,
    });
    expect(reviveEvent(entry.payload).metadata).toEqual({
      ...{ ...SMS.fields, 'utm.source': 'web', more: { deep: 1 } },
      steps: [{ name: 'zwei' }, 'three'],
    });
    const { entry: whole } = await stage.edit(eventId, {
      metadata: { campaign_id: 'may', phone: '1' },
    });
    expect(reviveEvent(whole.payload).metadata).toEqual({ campaign_id: 'may', phone: '1' });
  });

  it('names the lead in another way, and only in one', async () => {
    const stage = new EditStage();
    const { eventId } = await stage.log(SMS);
    const { entry, changes } = await stage.edit(eventId, { leadEmail: 'Lead@Example.com' });
    expect(reviveEvent(entry.payload)).toMatchObject({
      ...{ leadId: null, leadAirtableId: null, leadEmail: 'lead@example.com' },
    });
    expect(changes).toEqual([
      { path: 'leadAirtableId', before: 'recABC123', after: null },
      { path: 'leadEmail', before: null, after: 'lead@example.com' },
    ]);
    const two = { leadAirtableId: 'recABC124', leadEmail: 'lead@example.com' };
    await expect(stage.edit(eventId, two)).rejects.toThrow(
      'Changes: leadEmail names a second lead',
    );
    const { entry: nobody } = await stage.edit(eventId, { leadEmail: null });
    expect(reviveEvent(nobody.payload)).toMatchObject({ leadAirtableId: null, leadEmail: null });
  });

  it('lets the new type set what the old one had set', async () => {
    const stage = new EditStage();
    const { eventId, dedupeKeyHash } = await stage.log({ ...SMS, entityId: 'order-1' });
    const { entry } = await stage.edit(eventId, { eventType: 'NOTE_ADDED', 'metadata.note': 'x' });
    expect(entry).toMatchObject({ eventId, dedupeKeyHash, eventType: 'NOTE_ADDED' });
    const { event } = (await stage.prepare({
      ...{ ...SMS, eventType: 'NOTE_ADDED', entityId: 'order-1' },
      fields: { ...SMS.fields, note: 'x' },
    })) as { event: ReturnType<typeof reviveEvent> };
    const { id, timestamp } = reviveEvent(entry.payload);
    expect(reviveEvent(entry.payload)).toEqual({ ...event, id, timestamp, dedupeKeyHash });
  });

  it('keeps its hash when nothing of the payload is changed, so that a repetition is known', async () => {
    const stage = new EditStage();
    const { eventId, payloadHash } = await stage.log(SMS);
    const { entry } = await stage.edit(eventId, { userId: 'user-2', source: 'import' });
    expect(entry).toMatchObject({ payloadHash, edits: [{ payloadHash }] });
    expect(reviveEvent(entry.payload)).toMatchObject({ userId: 'user-2', source: 'import' });
  });

  it('remembers each edit and can be undone', async () => {
    const stage = new EditStage();
    const { eventId, payloadHash, payload } = await stage.log(SMS);
    await stage.edit(eventId, { 'metadata.phone': '1' });
    const { entry } = await stage.edit(eventId, { 'metadata.phone': '4085551234' });
    expect(entry).toMatchObject({ payloadHash, payload });
    expect(entry.edits.map((edit) => edit.payloadHash === payloadHash)).toEqual([true, false]);
  });

  it('remembers the first edit and the newest nineteen', async () => {
    const stage = new EditStage();
    const { eventId, payloadHash } = await stage.log(SMS);
    for (let phone = 1; phone <= 25; phone++) {
      await stage.edit(eventId, { 'metadata.phone': String(phone) });
    }
    const { edits } = stage.store.only;
    expect(edits).toHaveLength(20);
    expect(edits[0]?.payloadHash).toBe(payloadHash);
    expect(edits.map(({ changes }) => changes[0]?.after).slice(1, 3)).toEqual(['7', '8']);
  });

  it('cuts long values in what it remembers', async () => {
    const stage = new EditStage();
    const { eventId } = await stage.log({
      ...SMS,
      fields: { ...SMS.fields, note: 'x'.repeat(20_000) },
    });
    const { changes } = await stage.edit(eventId, { 'metadata.note': null });
    expect(JSON.stringify(changes).length).toBeLessThan(10_500);
  });

  it.each([
    ['a value of the wrong kind', { 'metadata.phone': [SECRET] }, 'Fields: phone is a list of 1'],
    [
      'a missing field',
      { eventType: 'CAMPAIGN_REMOVED', 'metadata.campaign_id': null },
      'Fields: campaign_id is missing',
    ],
    ['an unknown type', { eventType: 'MESAGE_SENT' }, 'The event type "MESAGE_SENT" is neither'],
    ['no type', { eventType: null }, 'Event Type is empty'],
    ['a lead of the wrong form', { leadEmail: SECRET }, 'Lead is text of 15 characters, but'],
    ['NUL', { messageContent: `${SECRET}\0` }, 'Message Content contains a NUL character'],
    ['an identity', { dedupeKeyHash: SECRET }, 'Changes: dedupeKeyHash cannot be changed'],
    ['its hash', { payloadHash: SECRET }, 'Changes: payloadHash cannot be changed'],
    ['its id', { id: SECRET }, 'Changes: id cannot be changed'],
    ['its time', { timestamp: SECRET }, 'Changes: timestamp cannot be changed'],
    ['its tenant', { tenantId: SECRET }, 'Changes: tenantId cannot be changed'],
    ['a name that there is not', { [`${SECRET}!`]: 1 }, 'Changes: … is nothing that can be'],
    ['a path into a text', { 'source.name': SECRET }, 'Changes: source.name leads into a value'],
    ['a path through a text', { 'metadata.phone.x': SECRET }, 'Changes: metadata.phone.x leads'],
    [
      'a path to nothing',
      { 'metadata.none': null },
      'Changes: metadata.none leads to a value that',
    ],
    ['a place behind a list', { 'metadata.list.5': 1, 'metadata.list': [1] }, 'leads to a value'],
    ['a path with an empty step', { 'metadata.': SECRET }, 'Changes: metadata.… has an empty step'],
    ['undefined', { userId: undefined }, 'Changes: userId is undefined'],
    ['no object', [SECRET], 'Changes is a list of 1 value'],
    ['no JSON', `{${SECRET}`, 'Changes is text of 16 characters, but should be valid JSON'],
    ['nothing', {}, 'The parameter Changes changes nothing'],
    ['what it is already', { messageContent: 'Hey John' }, 'The parameter Changes changes nothing'],
  ])(
    'refuses %s with field, shape and cure, and gives it back untouched',
    async (_, changes, words) => {
      const stage = new EditStage();
      const { eventId, ...rest } = await stage.log({ ...SMS, fields: { ...SMS.fields, list: [] } });
      const error = await refusalOf(stage.edit(eventId, changes));
      expect(error.message).toContain(words);
      expect(error.hint).toMatch(/\w/);
      expect(JSON.stringify(error) + String(error)).not.toContain(SECRET);
      expect(stage.store.only).toEqual({ eventId, ...rest });
    },
  );

  it('takes the changes as JSON text', async () => {
    const stage = new EditStage();
    const { eventId } = await stage.log(SMS);
    const { entry } = await stage.edit(eventId, '{"userId": "user-2"}');
    expect(reviveEvent(entry.payload).userId).toBe('user-2');
  });

  it('gives a key that looks like a prototype no power', async () => {
    const stage = new EditStage();
    const { eventId } = await stage.log(SMS);
    const { entry } = await stage.edit(eventId, JSON.parse('{"metadata.__proto__.x": 1}'));
    const { metadata } = reviveEvent(entry.payload);
    expect(Object.hasOwn(metadata, '__proto__')).toBe(true);
    expect(({} as { x?: unknown }).x).toBeUndefined();
  });
});

describe('saving the edit', () => {
  it('refuses what another entry of the queue is already, whatever its state', async () => {
    const stage = new EditStage();
    const entry = await stage.log(SMS);
    const { entry: result } = await stage.edit(entry.eventId, { 'metadata.phone': '1' });
    for (const other of [
      result,
      discarded(result, { by: 'Bob', reason: 'Test', now: new Date() }),
    ]) {
      stage.store.entries = [entry];
      stage.other.entries = [other];
      const error = await refusalOf(stage.edit(entryId(entry), { 'metadata.phone': '1' }));
      expect(error.message).toContain(`${entryId(result)} (spool, ${other.state})`);
      expect(stage.store.only).toEqual(entry);
    }
  });

  it('tells the other stores', async () => {
    const stage = new EditStage();
    const { eventId } = await stage.log(SMS);
    await stage.edit(eventId, { userId: 'user-2' });
    expect(stage.other.toldOf).toMatchObject([{ outcome: 'kept', next: { state: 'pending' } }]);
  });

  it('passes on that the store failed, and claims no success', async () => {
    const stage = new EditStage();
    const { eventId } = await stage.log(SMS);
    stage.store.faults.settle = silence();
    await expect(stage.edit(eventId, { userId: 'user-2' })).rejects.toThrow('does not answer');
    await expect(stage.edit(eventId, { userId: 1n })).rejects.toThrow('holds this entry');
  });

  it('claims nothing when it is cancelled, and saves nothing when time is up', async () => {
    const stage = new EditStage();
    const entry = await stage.log(SMS);
    const signal = AbortSignal.abort();
    await expect(stage.edit(entry.eventId, {}, { signal })).rejects.toThrow(CancelledError);
    const slow = stage.edit(
      entry.eventId,
      { userId: 'user-2' },
      {
        deadline: Infinity,
        registeredTypes: () => Promise.resolve(null),
        random: stage.random,
      },
    );
    stage.store.beforeClaim = () => stage.clock.advance(100_000);
    await expect(slow).rejects.toThrow('The time limit was reached');
    expect(stage.store.only).toEqual(entry);
  });

  it.each(['', ' ', 'x'.repeat(256)])('refuses an editor without a fit name', async (by) => {
    const stage = new EditStage();
    const entry = await stage.log(SMS);
    const edit = stage.edit(entry.eventId, { userId: 'user-2' }, { by });
    await expect(edit).rejects.toThrow('The parameter Edited By ');
    expect(stage.store.only).toEqual(entry);
  });
});
