/** Event ids at or above `from` and below `below`. */
export interface IdRange {
  readonly from: string;
  readonly below: string;
}

/** The first 48 bits of an event id are its time in milliseconds. */
const MAX_MILLISECONDS = 2 ** 48 - 1;
/** Bounds nothing: below every id. */
export const LOWEST_ID = '00000000-0000-0000-0000-000000000000';
/** Bounds nothing: not the id of any event, since its version is none that we write. */
export const HIGHEST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** The lowest id that an event of this millisecond can have; times before 1970 count as 1970. */
export function lowestIdAt(milliseconds: number): string {
  const bounded = Math.min(Math.max(0, Math.floor(milliseconds)), MAX_MILLISECONDS);
  const hex = bounded.toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`;
}

/** Ids of the events that occurred at `after` or later, before `before`; null bounds nothing. */
export function idRange(after: number | null, before: number | null): IdRange {
  return {
    from: after === null ? LOWEST_ID : lowestIdAt(after),
    below: before === null ? HIGHEST_ID : lowestIdAt(before),
  };
}

/** The range below an id: lower-case UUIDs compare as text as they do in PostgreSQL. */
export function rangeBelow(range: IdRange, id: string): IdRange {
  return { from: range.from, below: id < range.below ? id : range.below };
}

/** When the event of an id occurred, in milliseconds. */
export function timeOfId(id: string): number {
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}

/** The next higher id, so that a range below it holds `id` itself. */
export function justAbove(id: string): string {
  const next = (BigInt(`0x${id.replaceAll('-', '')}`) + 1n).toString(16).padStart(32, '0');
  return next.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
