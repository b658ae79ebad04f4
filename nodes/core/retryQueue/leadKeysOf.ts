import type { QueueEntry } from './queueEntry';

/** Texts longer than any reference to a lead are none. */
const LONGEST_KEY = 320;

/**
 * How an entry names its lead: UUID, Airtable id and email, as far as it has them, in lower case.
 * Of what never was an event, what stood in the parameter Lead. None under Strict privacy, which
 * hides it, or when the payload cannot be read.
 */
export function leadKeysOf({
  payloadKind,
  payload,
}: Pick<QueueEntry, 'payloadKind' | 'payload'>): string[] {
  const read = readJson(payload);
  const given =
    payloadKind === 'event'
      ? [read['leadId'], read['leadAirtableId'], read['leadEmail']]
      : [(Object(read['lead']) as Record<string, unknown>)['value']];
  const keys = given.flatMap((value) => (typeof value === 'string' ? [value.trim()] : []));
  return keys
    .filter((key) => key !== '' && key.length <= LONGEST_KEY)
    .map((key) => key.toLowerCase());
}

function readJson(text: string): Readonly<Record<string, unknown>> {
  try {
    return Object(JSON.parse(text)) as Record<string, unknown>;
  } catch {
    // An entry that cannot be read is found by all else that it has.
    return {};
  }
}
