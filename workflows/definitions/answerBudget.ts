/**
 * How long a webhook of SimpleTexting may wait for its answer. SimpleTexting does not say how long it waits
 * (api-doc.simpletexting.com, Webhooks), so the whole stays near 15 s: in the log 1 s, a pause of 3 s and 1 s
 * again; in Airtable 2 s, a pause of 1 s and 2 s again; 1 s for the messages to a phone; 5 s for the write.
 * A database that does not even connect costs 3 s once, and is not asked again before the write.
 */
export const ANSWER_BUDGET = {
  /** Milliseconds for one look in the log. */
  logLook: 1000,
  /** Seconds until the second look: carriers report faster than a scheduler logs its batch. */
  pauseBetweenLooks: 3,
  /** Milliseconds for one call of Airtable. */
  airtableCall: 2000,
  airtableTries: 2,
  /** Milliseconds between two calls. */
  airtablePause: 1000,
  /** Milliseconds for writing the event, before the retry queue keeps it. */
  write: 5000,
} as const;
