import type { EntryFilter } from '../retryQueue/entryFilter';
import type { ListedEntry } from '../retryQueue/queueEntry';
import type { SpoolHeader } from './spoolHeader';

/** What is looked for in files, as far as a glance can tell. */
export interface Sought {
  readonly filter: EntryFilter;
  /** Only entries behind this one; null or missing: all. */
  readonly after?: ListedEntry | null;
}

const LINE_END = 0x0a;
/** As an entry's line has it: in a text within the line, its quotes would be escaped. */
const EVENT_ID = Buffer.from('"eventId":"');
const QUOTE = 0x22;

/** Whether the filter leaves anything out. */
export function isNarrow(filter: EntryFilter): boolean {
  return Object.values(filter).some((condition: readonly string[] | string | null) => {
    return condition !== null && condition.length > 0;
  });
}

/** Whether the header leaves open that the file holds what is sought. */
export function headerAllows(header: SpoolHeader, { filter, after }: Sought): boolean {
  const oldest = Date.parse(header.oldestFailedAt);
  const newest = header.newestFailedAt ? Date.parse(header.newestFailedAt) : Infinity;
  const { lanes, fingerprints, failedFrom, failedBefore } = filter;
  const { incidents } = header;
  return (
    (lanes.length === 0 || header.depth.some(({ lane }) => lanes.includes(lane))) &&
    (fingerprints.length === 0 ||
      !incidents ||
      incidents.some(({ fingerprint }) => fingerprints.includes(fingerprint))) &&
    (failedFrom === null || newest >= Date.parse(failedFrom)) &&
    (failedBefore === null || oldest < Date.parse(failedBefore)) &&
    (!after || newest >= Date.parse(after.firstFailedAt))
  );
}

/** Whether the bytes of a whole file leave it open, which is quicker to see than its entries. */
export function bytesAllow(bytes: Buffer, { filter }: Sought): boolean {
  if (filter.ids.length === 0) return true;
  const wanted = new Set(filter.ids.map((id) => id.split('/')[0]));
  for (let start = endOfLine(bytes, 0); start < bytes.length; start = endOfLine(bytes, start)) {
    const id = eventIdBehind(bytes, start);
    if (id === null || wanted.has(id)) return true;
  }
  return false;
}

function endOfLine(bytes: Buffer, start: number): number {
  const end = bytes.indexOf(LINE_END, start);
  return end === -1 ? bytes.length : end + 1;
}

function eventIdBehind(bytes: Buffer, start: number): string | null {
  const at = bytes.indexOf(EVENT_ID, start);
  if (at === -1) return null;
  const from = at + EVENT_ID.length;
  return bytes.toString('latin1', from, bytes.indexOf(QUOTE, from));
}
