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

function prepare(inputs: readonly unknown[]): Promise<PreparedEvent[]> {
  const clock = new ManualClock();
  const requests = inputs.map((input, itemIndex) => ({ input, origin: { ...origin, itemIndex } }));
  return prepareEvents(requests, {
    registeredTypes: () => Promise.resolve(new Map()),
    timestamps: new TimestampMemory(clock),
    privacy: { mode: 'catalogDefault', key: null },
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

  it('is named by the kind of error, not by its words', async () => {
    const [refused] = await prepare([failing]);
    const failure = refused?.kind === 'refused' ? refused.failure : undefined;
    expect(failure?.message).toContain('RangeError');
    expect(JSON.stringify(failure) + String(failure)).not.toContain(SECRET);
  });
});
