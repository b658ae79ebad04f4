import { createHash } from 'node:crypto';
import { z } from 'zod';
import { asciiJson } from '../activity/asciiJson';
import type { JsonValue } from '../json';
import { targetKey } from '../retryQueue/entryKey';
import type { QueueEntry, Target } from '../retryQueue/queueEntry';
import { depthSchema, queueEntrySchema, targetSchema } from '../retryQueue/queueEntrySchema';

const VERSION = 1;
/** Enough for any header: its only long parts are the target's names. */
export const HEADER_BYTES = 16_384;

const headerSchema = z.object({
  version: z.literal(VERSION),
  target: targetSchema,
  /** Of the body's bytes, in hex. */
  sha256: z.string(),
  count: z.number().int(),
  host: z.string(),
  pid: z.number().int(),
  createdAt: z.iso.datetime(),
  oldestFailedAt: z.iso.datetime(),
  depth: z.array(depthSchema),
});
/** The first line of a spool file: what a person or a status needs without reading the rest. */
export type SpoolHeader = z.infer<typeof headerSchema>;

/** Which process wrote a file, and when. */
export interface SpoolWriter {
  readonly host: string;
  readonly pid: number;
  readonly createdAt: Date;
}

/** A file that is torn, altered, or of another target or version. Holds no part of its content. */
export class UnreadableSpoolFileError extends Error {}

/** A header line, then one entry a line; ASCII throughout. @param entries at least one */
export function encodeSpoolFile(
  target: Target,
  entries: readonly QueueEntry[],
  writer: SpoolWriter,
): string {
  const body = entries.map((entry) => `${asciiJson(toJson(entry))}\n`).join('');
  const oldest = Math.min(...entries.map((entry) => Date.parse(entry.firstFailedAt)));
  const header: SpoolHeader = {
    version: VERSION,
    target,
    sha256: sha256(body),
    count: entries.length,
    host: writer.host,
    pid: writer.pid,
    createdAt: writer.createdAt.toISOString(),
    oldestFailedAt: new Date(oldest).toISOString(),
    depth: depthOf(entries),
  };
  return `${asciiJson(header)}\n${body}`;
}

/** @throws UnreadableSpoolFileError unless every entry is whole and meant for the target */
export function decodeSpoolFile(text: string, target: Target): QueueEntry[] {
  const header = decodeHeader(text);
  const body = text.slice(text.indexOf('\n') + 1);
  if (sha256(body) !== header.sha256) throw new UnreadableSpoolFileError('its checksum differs');
  const entries = body.split('\n').slice(0, -1).map(decodeEntry);
  if (entries.length !== header.count) throw new UnreadableSpoolFileError('entries are missing');
  const wanted = targetKey(target);
  const foreign = entries.some((entry) => targetKey(entry.target) !== wanted);
  if (foreign) throw new UnreadableSpoolFileError('it belongs to another target');
  return entries;
}

/** @throws UnreadableSpoolFileError when the first line is not a header of this version */
export function decodeHeader(text: string): SpoolHeader {
  const end = text.indexOf('\n');
  const parsed = headerSchema.safeParse(jsonOf(text.slice(0, Math.max(0, end))));
  if (!parsed.success)
    throw new UnreadableSpoolFileError('its header is torn or of another version');
  return parsed.data;
}

function decodeEntry(line: string): QueueEntry {
  const parsed = queueEntrySchema.safeParse(jsonOf(line));
  if (!parsed.success) throw new UnreadableSpoolFileError('an entry has an unknown form');
  return parsed.data;
}

/** The parser's own error is dropped on purpose: it would quote the content. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Entries are JSON by their schema, which read-only types hide from the compiler. */
function toJson(entry: QueueEntry): JsonValue {
  return entry as unknown as JsonValue;
}

function depthOf(entries: readonly QueueEntry[]): SpoolHeader['depth'] {
  const counts = new Map<string, SpoolHeader['depth'][number]>();
  for (const { state, lane } of entries) {
    const key = `${state} ${lane}`;
    counts.set(key, { state, lane, count: (counts.get(key)?.count ?? 0) + 1 });
  }
  return [...counts.values()];
}

function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}
