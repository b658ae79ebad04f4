import { constants } from 'node:buffer';
import { hideWith, type Privacy } from '../../nodes/core/activity/privacy';
import { LONGEST_KEPT } from '../../nodes/core/activity/longestKept';
import { storeEvent } from '../../nodes/core/activity/storedEvent';
import { TimestampMemory } from '../../nodes/core/activity/timestampMemory';
import { type PreparedEvent, prepareEvents } from '../../nodes/core/prepareEvents';
import { ManualClock } from '../support/manualClock';
import { origin } from '../support/queueEntries';
import { seededRandom } from '../support/seededRandom';

const SECRET = 'Rumpelstiltskin';

/** The input of an event whose lead fails with an error that quotes it when it is read. */
const failing = {
  eventType: 'NOTE_ADDED',
  get lead(): unknown {
    throw new RangeError(`cannot read ${SECRET}`);
  },
};
const good = { eventType: 'NOTE_ADDED', fields: { note: 'fine' } };

const BY_DEFAULT: Privacy = { mode: 'catalogDefault', key: null };

function prepare(
  inputs: readonly unknown[],
  privacy = BY_DEFAULT,
  longestKept = LONGEST_KEPT,
): Promise<PreparedEvent[]> {
  const clock = new ManualClock();
  const requests = inputs.map((input, itemIndex) => ({ input, origin: { ...origin, itemIndex } }));
  return prepareEvents(requests, {
    registeredTypes: () => Promise.resolve(new Map()),
    timestamps: new TimestampMemory(clock),
    privacy,
    longestKept,
    clock,
    random: seededRandom('prepare'),
  });
}

describe('an event that cannot be prepared for a reason nobody foresaw', () => {
  it('is refused and kept, and its neighbours are written', async () => {
    const prepared = await prepare([good, failing, good]);
    expect(prepared.map(({ kind }) => kind)).toEqual(['writable', 'refused', 'writable']);
    expect(prepared[1]).toMatchObject({
      field: 'Event',
      failure: { lane: 'payload', code: 'unexpected' },
    });
  });

  it('is named by the kind of error and the line that threw it, not by its words', async () => {
    const [refused] = await prepare([failing]);
    const failure = refused?.kind === 'refused' ? refused.failure : undefined;
    expect(failure?.message).toMatch(/\(RangeError at [\w-]+\.[jt]s:\d+\)/);
    expect(JSON.stringify(failure) + String(failure)).not.toContain(SECRET);
  });
});

describe('an event that the retry queue could not keep', () => {
  const umlauts = (count: number) => ({
    eventType: 'NOTE_ADDED',
    fields: { note: 'ä'.repeat(count) },
  });

  it('is refused before it is tried, and what fits of it is kept', async () => {
    const prepared = await prepare([good, umlauts(2000), good], BY_DEFAULT, 6000);
    expect(prepared.map(({ kind }) => kind)).toEqual(['writable', 'refused', 'writable']);
    const [, refused] = prepared;
    if (refused?.kind !== 'refused') throw new Error('It was not refused.');
    expect(refused.failure).toMatchObject({ lane: 'payload', code: 'too_large' });
    expect(refused.failure.message).toContain('too large for the retry queue');
    expect(refused.parked.payload.length).toBeLessThanOrEqual(6000);
    expect(JSON.parse(refused.parked.payload)).toMatchObject({
      eventType: 'NOTE_ADDED',
      fields: { note: { $activityLog: 'cut', value: expect.stringMatching(/^ä{750}$/) as string } },
    });
  });

  it('is the first that is longer than the queue keeps', async () => {
    const [fits] = await prepare([umlauts(50)]);
    if (fits?.kind !== 'writable') throw new Error('It was refused.');
    const { length } = storeEvent(fits.event);
    const kinds = async (longest: number) =>
      (await prepare([umlauts(50)], BY_DEFAULT, longest)).map(({ kind }) => kind);
    expect(await kinds(length)).toEqual(['writable']);
    expect(await kinds(length - 1)).toEqual(['refused']);
  });

  it('is one whose line in a spool file no string could hold', () => {
    const everyCharacterQuoted = 2 * LONGEST_KEPT;
    const otherColumns = 2 ** 20;
    expect(everyCharacterQuoted + otherColumns).toBeLessThan(constants.MAX_STRING_LENGTH);
  });
});

describe('privacy', () => {
  const KEY = 'a key of thirty-two characters..';
  const sms = {
    eventType: 'MESSAGE_SENT',
    messageContent: SECRET,
    fields: { phone: '4085551234', campaign_id: 'spring' },
    dedupeKey: 'sms-1',
  };

  async function written(input: unknown, privacy: Privacy) {
    const [prepared] = await prepare([input], privacy);
    if (prepared?.kind !== 'writable') throw new Error('The event was refused.');
    return prepared.event;
  }

  async function parked(input: unknown, privacy: Privacy) {
    const [prepared] = await prepare([input], privacy);
    if (prepared?.kind !== 'refused') throw new Error('The event was not refused.');
    return prepared;
  }

  it('reaches what is written, its mode and its key', async () => {
    expect((await written(sms, BY_DEFAULT)).messageContent).toBe(SECRET);
    const { messageContent, metadata } = await written(sms, { mode: 'strict', key: KEY });
    expect(messageContent).toBe('•••');
    expect(metadata).toEqual({
      phone: hideWith(KEY, 'default')('4085551234'),
      campaign_id: 'spring',
    });
  });

  it('hides a parked event under Strict alone', async () => {
    const bad = { ...sms, tier: 12n };
    const strict = await parked(bad, { mode: 'strict', key: null });
    expect(strict.parked.payload).not.toContain(SECRET);
    for (const mode of ['catalogDefault', 'off'] as const) {
      expect((await parked(bad, { mode, key: KEY })).parked.payload).toContain(SECRET);
    }
  });

  it('hashes a parked event for its own tenant', async () => {
    const { parked: entry } = await parked(
      { ...sms, tenant: 'acme', tier: 12n },
      { mode: 'strict', key: KEY },
    );
    expect(entry).toMatchObject({ tenantId: 'acme', eventType: 'MESSAGE_SENT' });
    expect(entry.payload).toContain(hideWith(KEY, 'acme')('4085551234'));
  });

  it('names a refused type under Strict only in the form of a name', async () => {
    const strict: Privacy = { mode: 'strict', key: null };
    expect((await parked({ eventType: 'MESAGE_SENT' }, strict)).eventType).toBe('MESAGE_SENT');
    const personal = await parked({ eventType: `${SECRET} called` }, strict);
    expect(JSON.stringify(personal)).not.toContain(SECRET);
    expect((await parked({ eventType: 'message sent' }, BY_DEFAULT)).eventType).toBe(
      'message sent',
    );
  });

  it('compares payloads as its mode leaves them', async () => {
    const other = { ...sms, messageContent: 'Another', fields: { ...sms.fields, phone: '1' } };
    const hashes = async (privacy: Privacy) =>
      Promise.all([sms, other].map(async (input) => (await written(input, privacy)).payloadHash));
    const [one, same] = await hashes({ mode: 'strict', key: KEY });
    expect(same).toBe(one);
    const [plain, unlike] = await hashes(BY_DEFAULT);
    expect(unlike).not.toBe(plain);
  });

  it.each([
    ['the same key', KEY],
    ['another key', `${KEY}!`],
    ['no key', null],
  ])('leaves a redelivery under %s the same identity and payload hash', async (_, key) => {
    const first = await written(sms, { mode: 'strict', key: KEY });
    const again = await written(sms, { mode: 'strict', key });
    expect([again.id, again.payloadHash]).toEqual([first.id, first.payloadHash]);
  });
});
