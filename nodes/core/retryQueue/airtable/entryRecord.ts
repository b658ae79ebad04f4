import { createHash } from 'node:crypto';
import { asciiJson } from '../../activity/asciiJson';
import type { JsonObject, JsonValue } from '../../json';
import { entryKey, targetKey } from '../entryKey';
import type { QueueEntry, Target } from '../queueEntry';
import { queueEntrySchema } from '../queueEntrySchema';
import {
  type AirtableRecord,
  type Cells,
  IN_SPOOL,
  PARKED_IN_SPOOL,
  textOf,
} from './airtableColumns';
import { fromCellText, toCellText } from './cellText';

const KEY_DIGITS = 8;
const TARGET_DIGITS = 16;
const ENTRY_CELL = /^([0-9a-f]{64}) ([^]*)$/;

/**
 * What records are merged on: `<event id>/<8 hex digits>`, the digits being the head of the SHA-256
 * over target, tenant, event id and payload hash. So one event has one record however often it is
 * put, while another payload of the same event, and the same event on its way to another target or
 * tenant, has a record of its own; searching for the event id finds them all.
 */
export function queueId(entry: QueueEntry): string {
  return `${entry.eventId}/${sha256(entryKey(entry)).slice(0, KEY_DIGITS)}`;
}

/** Names a target in formulas: 16 hex digits, which need no quoting. */
export function targetId(target: Target): string {
  return sha256(targetKey(target)).slice(0, TARGET_DIGITS);
}

/** Every cell of the entry's record; null when its texts are too long for Airtable. */
export function cellsOf(entry: QueueEntry): Cells | null {
  const texts = textsOf(entry);
  return texts && { ...columnsOf(entry), ...texts };
}

/** The record that stands for an entry whose texts are in the spool. */
export function pointerTo(entry: QueueEntry): Cells {
  const nothing = { payload: null, entry: null, next_retry_at: null };
  return { ...columnsOf(entry), ...nothing, state: pointerState(entry) };
}

function pointerState({ state }: QueueEntry): string {
  if (state === 'discarded' || state === 'replayed') return state;
  return state === 'parked' ? PARKED_IN_SPOOL : IN_SPOOL;
}

/** The cells for people and formulas; code and message are safe words, never data of a lead. */
export function columnsOf(entry: QueueEntry): Cells {
  const { code, message } = entry.lastErrors.at(-1) ?? entry.firstError;
  return {
    queue_id: queueId(entry),
    operation_type: entry.eventType,
    lead_id: leadOf(entry),
    retry_count: entry.replays,
    next_retry_at: entry.nextAttemptAt,
    created_at: entry.firstFailedAt,
    state: entry.state,
    lane: entry.lane,
    code,
    message,
    fingerprint: entry.fingerprint,
    last_failed_at: entry.lastFailedAt,
    target: targetId(entry.target),
    claim_token: null,
  };
}

/** `payload` as stored, `entry` the rest behind a SHA-256 over both, so that edits are noticed. */
function textsOf(entry: QueueEntry): Cells | null {
  const { payload, ...rest } = entry;
  const payloadCell = toCellText(payload);
  const restCell = toCellText(asciiJson(JSON.parse(JSON.stringify(rest)) as JsonValue));
  if (payloadCell === null || restCell === null) return null;
  return { payload: payloadCell, entry: `${sealOf(restCell, payloadCell)} ${restCell}` };
}

/** The entry as it was put; null when a person or a newer version changed its texts. */
export function entryOf(record: AirtableRecord): QueueEntry | null {
  const payloadCell = textOf(record, 'payload');
  const [, seal, restCell = ''] = ENTRY_CELL.exec(textOf(record, 'entry')) ?? [];
  if (seal !== sealOf(restCell, payloadCell)) return null;
  try {
    const rest = JSON.parse(fromCellText(restCell)) as JsonObject;
    return queueEntrySchema.parse({ ...rest, payload: fromCellText(payloadCell) });
  } catch {
    // Sealed by a version with another shape; what the parser says could quote the payload.
    return null;
  }
}

function sealOf(restCell: string, payloadCell: string): string {
  return sha256(`${restCell}\n${payloadCell}`);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** The lead's id in our directory, else in Airtable; null for what never was an event. */
function leadOf({ payloadKind, payload }: QueueEntry): string | null {
  if (payloadKind !== 'event') return null;
  try {
    const { leadId, leadAirtableId } = JSON.parse(payload) as Record<string, unknown>;
    const [id] = [leadId, leadAirtableId].filter((value) => typeof value === 'string');
    return id ?? null;
  } catch {
    // A payload that cannot be read is kept all the same: replay parks it with that reason.
    return null;
  }
}
