import { EVENT_CATEGORIES, type RegisteredEventType } from '../catalog/eventTypeDefinition';
import { EVENT_TYPES, findEventType } from '../catalog/eventTypes';
import { nearestNames } from '../catalog/nearestNames';
import { ConfigurationError } from '../errors';

/** Filters by controlled names; null narrows nothing. */
export interface FilterNames {
  readonly eventTypes: readonly string[] | null;
  readonly categories: readonly string[] | null;
}

/** Where the names were given, as the panel shows it. */
export interface NameParameters {
  readonly eventTypes: string;
  readonly categories: string;
}

const FILTERS: NameParameters = {
  eventTypes: 'Filters: Event Type Names or IDs',
  categories: 'Filters: Category Names or IDs',
};
/** For filters that planFilters made, of panel and query. */
export const FILTERS_OR_QUERY: NameParameters = {
  eventTypes: `${FILTERS.eventTypes} or in Query`,
  categories: `${FILTERS.categories} or in Query`,
};

const BUILT_IN_CATEGORIES: readonly string[] = EVENT_CATEGORIES;

/** Whether a filter names a type or category that only the database can know. */
export function needsRegisteredTypes({ eventTypes, categories }: FilterNames): boolean {
  return (
    (eventTypes ?? []).some((name) => findEventType(name) === undefined) ||
    (categories ?? []).some((name) => !BUILT_IN_CATEGORIES.includes(name))
  );
}

/**
 * Refuses a filter by a type or category that nothing was ever logged under: a misspelt name
 * would look like a lead without history.
 * @param registered the rows of `activity_event_type`
 * @param parameters what an error calls the place of the names; by default the two filters
 * @throws ConfigurationError naming the unknown name and the nearest known ones
 */
export function checkFilterNames(
  { eventTypes, categories }: FilterNames,
  registered: readonly RegisteredEventType[],
  parameters: NameParameters = FILTERS,
): void {
  refuseUnknown(eventTypes ?? [], {
    what: 'event type',
    parameter: parameters.eventTypes,
    code: 'unknown_event_type',
    known: [...EVENT_TYPES, ...registered].map((type) => type.name),
  });
  refuseUnknown(categories ?? [], {
    what: 'category',
    parameter: parameters.categories,
    code: 'unknown_category',
    known: [...BUILT_IN_CATEGORIES, ...registered.map((type) => type.category)],
  });
}

interface Vocabulary {
  readonly what: string;
  readonly parameter: string;
  readonly code: string;
  readonly known: readonly string[];
}

/** Longest controlled name (width of `event_type`): more is not repeated in a message. */
const MAX_NAME = 100;

function refuseUnknown(
  names: readonly string[],
  { what, parameter, code, known }: Vocabulary,
): void {
  const unknown = names.find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const nearest = nearestNames(unknown, known);
  throw new ConfigurationError({
    message: `The ${what} ${unknown.slice(0, MAX_NAME)} in ${parameter} is not known.`,
    hint:
      nearest.length > 0
        ? `Did you mean ${nearest.join(', ')}? Choose it from the list.`
        : `Choose one from the list; it holds the built-in ones and those registered in the database.`,
    code,
  });
}
