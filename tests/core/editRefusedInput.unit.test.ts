import { reviveEvent } from '../../nodes/core/activity/reviveEvent';
import { EditStage, MESSAGE, refusalOf, STRICT } from '../support/editStage';
import { origin } from '../support/queueEntries';

const SECRET = 'Rumpelstiltskin';
const REFUSED = { ...MESSAGE, fields: { ...MESSAGE.fields, phone: [4085551234] } };
const { dedupeKey: _, ...WITHOUT_KEY } = MESSAGE;
const REFUSED_WITHOUT_KEY = { ...WITHOUT_KEY, fields: REFUSED.fields };

describe('editing a refused input into an event', () => {
  it.each([
    ['with a dedupe key', REFUSED, MESSAGE],
    ['without one', REFUSED_WITHOUT_KEY, WITHOUT_KEY],
  ])('%s gives it all that it would have got at once', async (_title, refused, right) => {
    const stage = new EditStage();
    const atOnce = await stage.prepare(right);
    const before = await stage.log(refused);
    expect(before.payloadKind).toBe('parked');
    const { entry } = await stage.edit(before.eventId, { 'fields.phone': '4085551234' });
    if (atOnce.kind !== 'writable') throw new Error('It is fit.');
    const { event } = atOnce;
    expect(reviveEvent(entry.payload)).toEqual(event);
    expect(entry).toMatchObject({
      ...{ payloadKind: 'event', state: 'pending', eventId: event.id, eventType: 'MESSAGE_SENT' },
      ...{ dedupeKeyHash: event.dedupeKeyHash, payloadHash: event.payloadHash },
      ...{ occurredAt: event.timestamp, nextAttemptAt: stage.clock.now().toISOString() },
      edits: [
        {
          payloadHash: before.payloadHash,
          changes: [{ path: 'fields.phone', before: [4085551234], after: '4085551234' }],
        },
      ],
    });
    expect(stage.store.only).toEqual(entry);
  });

  it('keeps the id that was drawn for it where no repetition can be recognised', async () => {
    const stage = new EditStage();
    const tool = { ...origin, isToolCall: true };
    const { eventId } = await stage.log(REFUSED_WITHOUT_KEY, tool);
    const { entry } = await stage.edit(eventId, { 'fields.phone': '1' });
    expect(entry.eventId).toBe(eventId);
  });

  it('takes all that the panel of Log Activity can say', async () => {
    const stage = new EditStage();
    const { eventId } = await stage.log(REFUSED);
    const { entry } = await stage.edit(eventId, {
      ...{ fields: '{"campaign_id": "may"}', dedupeKey: 'sms-9', tenant: 'clinic-2' },
      ...{ timestamp: '2026-02-01T10:00:00Z', 'lead.value': 'recXYZ789', source: 'import' },
    });
    const expected = await stage.prepare({
      ...{ ...MESSAGE, fields: { campaign_id: 'may' }, dedupeKey: 'sms-9', tenant: 'clinic-2' },
      ...{ timestamp: '2026-02-01T10:00:00Z', source: 'import' },
      lead: { by: 'airtableId', value: 'recXYZ789' },
    });
    expect(expected).toMatchObject({ event: reviveEvent(entry.payload) });
    expect(entry).toMatchObject({ tenantId: 'clinic-2', occurredAt: '2026-02-01T10:00:00.000Z' });
  });

  it('leads paths into fields that came as JSON text', async () => {
    const stage = new EditStage();
    const fields = '{"campaign_id": "spring", "phone": [1]}';
    const { eventId } = await stage.log({ ...MESSAGE, fields });
    const { entry } = await stage.edit(eventId, { 'fields.phone': null });
    expect(reviveEvent(entry.payload).metadata).toEqual({ campaign_id: 'spring' });
  });

  it('checks it again as it is, without changes, once its type is registered', async () => {
    const stage = new EditStage();
    const { eventId } = await stage.log({ ...WITHOUT_KEY, eventType: 'CAKE_BAKED' });
    await expect(stage.edit(eventId, {})).rejects.toThrow('"CAKE_BAKED" is neither');
    stage.types = new Map([['CAKE_BAKED', { name: 'CAKE_BAKED', category: 'KITCHEN' } as never]]);
    const { entry } = await stage.edit(eventId, {});
    expect(reviveEvent(entry.payload)).toMatchObject({ eventCategory: 'KITCHEN' });
    expect(entry.edits).toMatchObject([{ by: 'Ada', changes: [] }]);
  });

  it('begins anew from an item that the panel could not map, and remembers the item', async () => {
    const stage = new EditStage();
    const item = { source: 'not ours', phone: '1' };
    const before = await stage.log(item);
    const firstError = { ...before.firstError, code: 'unreadable_parameter' };
    stage.store.entries = [{ ...before, firstError }];
    const { entry } = await stage.edit(before.eventId, { eventType: 'NOTE_ADDED' });
    expect(reviveEvent(entry.payload)).toMatchObject({ source: 'n8n:workflow-1', metadata: {} });
    expect(entry.edits[0]?.changes).toContainEqual({ path: 'item', before: item, after: null });
  });

  it('remembers what no store takes without the characters that it does not take', async () => {
    const stage = new EditStage();
    const { eventId } = await stage.log({ ...MESSAGE, messageContent: 'a\0b\ud83dc' });
    const { changes } = await stage.edit(eventId, { messageContent: 'abc' });
    expect(changes).toEqual([{ path: 'messageContent', before: 'a\uFFFDb\uFFFDc', after: 'abc' }]);
  });

  it.each([
    ['a BigInt', { note: 10n }, 'Fields: note is a BigInt'],
    ['NaN', { note: Number.NaN }, 'Fields: note is a number that is not finite'],
    ['a date that there is not', { note: new Date(Number.NaN) }, 'Fields: note is a date that'],
    ['a map', { note: new Map([[SECRET, 1]]) }, 'Fields: note is an object, but'],
    ['a function', { note: () => SECRET }, 'Fields: note is a function'],
  ])('refuses again %s that is left', async (_title, fields, words) => {
    const stage = new EditStage();
    const before = await stage.log({ ...MESSAGE, fields });
    const error = await refusalOf(stage.edit(before.eventId, { description: 'An SMS' }));
    expect(error.message).toContain(words);
    expect(JSON.stringify(error) + String(error)).not.toContain(SECRET);
    expect(stage.store.only).toEqual(before);
  });

  it('refuses to write what was not kept whole', async () => {
    const stage = new EditStage();
    const circle: Record<string, unknown> = { name: SECRET };
    circle['self'] = circle;
    const { eventId } = await stage.log({ ...MESSAGE, fields: { circle } });
    const error = await refusalOf(stage.edit(eventId, { description: 'An SMS' }));
    expect(error.message).toBe('Changes: fields.circle was not kept whole.');
    await stage.edit(eventId, { 'fields.circle.self': null });
    expect(reviveEvent(stage.store.only.payload).metadata).toEqual({ circle: { name: SECRET } });
  });

  it('refuses names of an event and says what they are called here', async () => {
    const stage = new EditStage();
    const { eventId } = await stage.log(REFUSED);
    const error = await refusalOf(stage.edit(eventId, { 'metadata.phone': '1' }));
    expect(error.hint).toContain('fields');
    expect((await refusalOf(stage.edit(eventId, { workflowId: '1' }))).hint).toContain('dedupeKey');
  });
});

describe('editing under Strict privacy', () => {
  const type = { eventType: 'CAMPAIGN_ENROLLED', lead: MESSAGE.lead };
  const fields = { campaign_id: 'spring', enrolled_by_email: 'ann@example.com' };
  const right = { ...type, fields, dedupeKey: 'enrolled-1' };

  it('hides what is new and leaves alone what was hidden', async () => {
    const stage = new EditStage(STRICT);
    const { eventId, payload } = await stage.log({ ...right, messageContent: SECRET });
    const { changes } = await stage.edit(eventId, { 'metadata.phone': '(408) 555-1234' });
    const { entry } = await stage.edit(eventId, { userId: 'user-2' });
    const [before, after] = [reviveEvent(payload), reviveEvent(entry.payload)];
    expect(after.metadata).toEqual({ ...before.metadata, phone: '•••34' });
    expect(before.metadata['enrolled_by_email']).toMatch(/^hmac:/);
    expect(after.messageContent).toBe(before.messageContent);
    expect(changes).toEqual([{ path: 'metadata.phone', before: null, after: '•••34' }]);
  });

  it('demands anew what was hidden in a refused input and is to be seen', async () => {
    const stage = new EditStage(STRICT);
    const { eventId } = await stage.log({ ...right, clientId: SECRET });
    const given = { lead: MESSAGE.lead, clientId: null, 'fields.campaign_id': 'spring' };
    const error = await refusalOf(stage.edit(eventId, given));
    expect(error.message).toBe('Changes: dedupeKey was hidden by Strict privacy when it was kept.');
    const { entry } = await stage.edit(eventId, { ...given, dedupeKey: 'enrolled-1' });
    const expected = await stage.prepare(right);
    expect(expected).toMatchObject({ event: reviveEvent(entry.payload) });
    const remembered = JSON.stringify(entry.edits);
    expect(remembered).not.toContain('enrolled-1');
    expect(remembered).not.toContain('ann@example.com');
  });
});
