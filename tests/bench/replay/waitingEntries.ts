import { storeEvent } from '../../../nodes/core/activity/storedEvent';
import { entryOfEvent } from '../../../nodes/core/retryQueue/makeEntry';
import type { QueueEntry, Target } from '../../../nodes/core/retryQueue/queueEntry';
import { failure, origin } from '../../support/queueEntries';
import { writableEvent } from '../../support/writableEvents';
import { FIELDS, smsItems } from '../benchEvents';

/** Of whoever replays in the benchmark. */
export const TARGET: Omit<Target, 'database'> = { credentialId: 'bench', schema: 'public' };

export interface Waiting {
  readonly count: number;
  /** Airtable ids of the leads that the events are about. */
  readonly leads: readonly string[];
  readonly database: string;
}

let batches = 0;

/**
 * Entries as an outage leaves them: text messages with a dedupe key, of leads that are named by
 * their Airtable id. Their keys were never seen before.
 */
export function waitingEntries({ count, leads, database }: Waiting): QueueEntry[] {
  const executionId = `outage-${++batches}`;
  const now = new Date();
  const why = { origin, failure: failure(), attempts: 3, now, target: { ...TARGET, database } };
  return smsItems(count, leads).map((item, i) => {
    const event = writableEvent(
      i,
      {
        eventType: 'MESSAGE_SENT',
        lead: { by: 'airtableId', value: item.lead },
        fields: Object.fromEntries(FIELDS.map((name) => [name, item[name]])),
        messageContent: item.message,
        dedupeKey: item.message_id,
        timestamp: new Date(now.getTime() - count + i).toISOString(),
      },
      { executionId },
    );
    return entryOfEvent(event, storeEvent(event), why);
  });
}
