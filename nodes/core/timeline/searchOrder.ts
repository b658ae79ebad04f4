import { justAbove } from './idRange';
import type { TimelineEvent } from './timelineEvent';
import type { SortDirection } from './searchRequest';

/**
 * A place between events in the order of a search: beside an event, or where one would be.
 * Events of two tenants may have the same id, so that the tenant belongs to it; between events it is empty.
 */
export interface SearchPosition {
  /** Type or sort key of the lead; null when sorted by time, and for events without a lead. */
  readonly value: string | null;
  readonly id: string;
  readonly tenant: string;
}

/** What is read next: up to `limit` events beyond `after`, in these directions. */
export interface Reading {
  /** By type or lead. */
  readonly values: SortDirection;
  /** By time, in the whole log or within a type or lead. */
  readonly times: SortDirection;
  /** Whether events without a lead come first; else they come last. */
  readonly leadlessFirst: boolean;
  readonly after: SearchPosition | null;
  readonly limit: number;
}

/**
 * The place right behind an event and all others of its id, in the direction in which `times` are
 * read: whoever turns round there meets the event itself first.
 */
export function edgeBehind(position: SearchPosition, times: SortDirection): SearchPosition {
  const id = times === 'ascending' ? justAbove(position.id) : position.id;
  return { value: position.value, id, tenant: '' };
}

/** Whether a place lies between events: no event is without a tenant. */
export function isEdge({ tenant }: SearchPosition): boolean {
  return tenant === '';
}

export function opposite(direction: SortDirection): SortDirection {
  return direction === 'ascending' ? 'descending' : 'ascending';
}

/** An event and what it was sorted by, besides time. */
export interface SearchHit {
  readonly event: TimelineEvent;
  readonly value: string | null;
}
