import type { Privacy } from '../../nodes/core/activity/privacy';
import { TimestampMemory } from '../../nodes/core/activity/timestampMemory';
import { editEntry, type EditParts } from '../../nodes/core/editEntry';
import { ActivityLogError } from '../../nodes/core/errors';
import { entryBefore } from '../../nodes/core/makeEntries';
import { prepareEvents, type PreparedEvent } from '../../nodes/core/prepareEvents';
import type { QueueEntry } from '../../nodes/core/retryQueue/queueEntry';
import type { TypesByName } from '../../nodes/core/typeKnowledge';
import { ManualClock } from './manualClock';
import { NaiveStore } from './naiveStore';
import { origin as anyOrigin, target } from './queueEntries';
import { seededRandom } from './seededRandom';
import { silentLogger } from './silentLogger';

/** What Log Activity is told of a message. */
export const MESSAGE = {
  ...{ eventType: 'MESSAGE_SENT', messageContent: 'Hey John', dedupeKey: 'sms-1' },
  lead: { by: 'airtableId', value: 'recABC123' },
  fields: { campaign_id: 'spring', phone: '4085551234' },
};

export const BY_DEFAULT: Privacy = { mode: 'catalogDefault', key: null };
export const STRICT: Privacy = { mode: 'strict', key: 'a key of thirty-two characters..' };

/** A queue of what Log Activity refused or could not write, and a person who edits it. */
export class EditStage {
  readonly clock = new ManualClock();
  readonly store = new NaiveStore('queueTable');
  readonly other = new NaiveStore('spool');
  types: TypesByName | null = new Map();
  readonly timestamps = new TimestampMemory(this.clock);
  readonly random = seededRandom('edit');

  constructor(readonly privacy: Privacy = BY_DEFAULT) {}

  /** As Log Activity prepares it at this moment. */
  async prepare(input: unknown, origin = anyOrigin): Promise<PreparedEvent> {
    const [prepared] = await prepareEvents([{ input, origin }], {
      registeredTypes: () => Promise.resolve(this.types),
      ...{ timestamps: this.timestamps, privacy: this.privacy },
      ...{ clock: this.clock, random: this.random },
    });
    if (prepared === undefined) throw new Error('There is one for each.');
    return prepared;
  }

  /** The entry of what Log Activity was told, put into the queue a minute ago. */
  async log(input: unknown, origin = anyOrigin): Promise<QueueEntry> {
    const prepared = await this.prepare(input, origin);
    // Between being prepared and being kept some time passes.
    this.clock.advance(7);
    const entry = entryBefore(prepared, { target, now: this.clock.now() });
    this.clock.advance(60_000);
    await this.store.put([entry]);
    return entry;
  }

  edit(
    id: string,
    changes: unknown,
    { by = 'Ada', ...parts }: Partial<EditParts> & { by?: string } = {},
  ) {
    return editEntry(
      { target, id, changes, by },
      {
        ...{ stores: [this.store, this.other], logger: silentLogger },
        ...{ clock: this.clock, random: this.random, privacy: this.privacy },
        registeredTypes: () => Promise.resolve(this.types),
        deadline: this.clock.elapsed() + 1000,
        ...parts,
      },
    );
  }
}

/** The error with which it fails. */
export async function refusalOf(promise: Promise<unknown>): Promise<ActivityLogError> {
  const error: unknown = await promise.then(
    () => new Error('It was not refused.'),
    (refusal: unknown) => refusal,
  );
  if (error instanceof ActivityLogError) return error;
  throw error;
}
