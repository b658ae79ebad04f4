import { z } from 'zod';
import { InvalidEventError } from '../errors';
import { invalidField } from './invalidField';
import { readLead } from './readLead';
import { isAbsent, numberToText, readText, readTrimmed } from './readText';
import { readTimestamp } from './readTimestamp';
import { readUuid } from './readUuid';
import { valueShape } from './valueShape';

// Longest values that a B-tree entry of PostgreSQL (2,704 bytes) holds in any script.
const LONGEST_INDEXED = 500;
const LARGEST_SMALLINT = 32767;

function readVersion(given: unknown): number | null {
  const text = numberToText('Schema Version', given);
  if (isAbsent(text)) return null;
  const version = typeof text === 'string' && /^\d{1,5}$/.test(text.trim()) ? Number(text) : 0;
  if (version >= 1 && version <= LARGEST_SMALLINT) return version;
  const expected = `a whole number from 1 to ${LARGEST_SMALLINT}`;
  const hint = `Give ${expected}, or leave it out.`;
  throw invalidField({ field: 'Schema Version', expected, hint }, given);
}

function option<T>(read: (given: unknown) => T) {
  return z
    .unknown()
    .transform((given) => read(given))
    .optional();
}
const text = (field: string) => option((given) => readText(field, given));
const name = (field: string, limit = LONGEST_INDEXED) =>
  option((given) => readTrimmed(field, given, limit));

/**
 * What a caller says about one event. Everything is optional here (`eventType` is demanded by
 * `validateEvent`); undefined, null and '' mean not given, and numbers are taken for text.
 */
export const logActivityInput = z.object({
  eventType: name('Event Type', 100),
  /** `{ by: 'id' | 'airtableId' | 'email' | 'none', value }` */
  lead: option(readLead),
  /** An object or JSON text of one; read by `readPayload` once the type is known. */
  fields: z.unknown().optional(),
  description: text('Description'),
  messageContent: text('Message Content'),
  /** ISO 8601 with a zone, a Date, a luxon DateTime or epoch milliseconds. */
  timestamp: option((given) => readTimestamp('Timestamp', given)),
  source: name('Source', 100),
  executionId: name('Execution ID', 255),
  /** Default: `default`. */
  tenant: name('Tenant', 255),
  clientId: option((given) => readUuid('Client ID', given)),
  userId: name('User ID'),
  visitorToken: name('Visitor Token'),
  entityId: name('Entity ID'),
  sessionId: name('Session ID'),
  tier: name('Tier'),
  url: text('URL'),
  environment: text('Environment'),
  createdBy: option((given) => readUuid('Created By', given)),
  /** Default: the version of the type in the catalog, else 1. */
  schemaVersion: option(readVersion),
  dedupeKey: text('Dedupe Key'),
});

/** The raw request: any value may come out of an expression, so all are checked. */
export type LogActivityInput = {
  readonly [Key in keyof z.input<typeof logActivityInput>]?: unknown;
};

/**
 * Reads the request, the first wrong option first.
 * @throws InvalidEventError
 */
export function readLogActivityInput(input: unknown): z.output<typeof logActivityInput> {
  const parsed = logActivityInput.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new InvalidEventError('Event', {
    message: `The event is ${valueShape(input)}, but should be an object of options.`,
    hint: 'Give an object with at least eventType.',
    code: 'invalid_event',
  });
}
