import { z } from 'zod';
import { asciiJson } from '../activity/asciiJson';
import type { JsonValue } from '../json';
import type { QueueEntry, Target } from '../retryQueue/queueEntry';
import { depthSchema, targetSchema } from '../retryQueue/queueEntrySchema';
import { fileIncidentSchema, incidentsOf } from './spoolIncidents';

const VERSION = 1;
const LINE_END = 0x0a;
/** Enough for any header: its only long parts are the target's names and the words of incidents. */
export const HEADER_BYTES = 16_384;
/** A file seldom has more causes; one that has is read whole by who wants to know them. */
const MOST_INCIDENTS = 4;

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
  /** Of first failures, as the oldest is. Files that were written before there were repairs lack it. */
  newestFailedAt: z.iso.datetime().optional(),
  depth: z.array(depthSchema),
  /** Missing where they are many or their words long, and in files from before. */
  incidents: z.array(fileIncidentSchema).optional(),
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

/** The header's line, with its end, at most `HEADER_BYTES` long. @param entries at least one */
export function encodeHeader(
  target: Target,
  entries: readonly QueueEntry[],
  { host, pid, createdAt, sha256 }: SpoolWriter & { readonly sha256: string },
): Buffer {
  const failures = entries.map((entry) => Date.parse(entry.firstFailedAt));
  const header: SpoolHeader = {
    ...{ version: VERSION, target, sha256, count: entries.length, host, pid },
    createdAt: createdAt.toISOString(),
    oldestFailedAt: new Date(Math.min(...failures)).toISOString(),
    newestFailedAt: new Date(Math.max(...failures)).toISOString(),
    depth: depthOf(entries),
  };
  const incidents = incidentsOf(entries);
  const full = lineOf({ ...header, incidents });
  return incidents.length <= MOST_INCIDENTS && full.length <= HEADER_BYTES ? full : lineOf(header);
}

/** @throws UnreadableSpoolFileError when the first line is not a header of this version */
export function decodeHeader(bytes: Buffer): SpoolHeader {
  const end = bytes.indexOf(LINE_END);
  const line = bytes.subarray(0, Math.max(0, end)).toString('latin1');
  const parsed = headerSchema.safeParse(jsonOf(line));
  if (!parsed.success)
    throw new UnreadableSpoolFileError('its header is torn or of another version');
  return parsed.data;
}

/** The parser's own error is dropped on purpose: it would quote the content. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** JSON by its schema; what is undefined is left out. */
function lineOf(header: SpoolHeader): Buffer {
  return Buffer.from(`${asciiJson(header as unknown as JsonValue)}\n`, 'latin1');
}

function depthOf(entries: readonly QueueEntry[]): SpoolHeader['depth'] {
  const counts = new Map<string, SpoolHeader['depth'][number]>();
  for (const { state, lane } of entries) {
    const key = `${state} ${lane}`;
    counts.set(key, { state, lane, count: (counts.get(key)?.count ?? 0) + 1 });
  }
  return [...counts.values()];
}
