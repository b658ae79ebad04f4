import { EVENT_CATEGORIES, type RegisteredEventType } from './eventTypeDefinition';
import { EVENT_TYPES } from './eventTypes';

/** An event type as a panel offers it. */
export interface ListedEventType {
  readonly name: string;
  /** The name itself for a type that exists only in the database. */
  readonly label: string;
  readonly category: string;
  readonly description: string | null;
}

/**
 * Every event type, grouped by category in the catalog's order, other categories last: in each the
 * built-in ones, then those of the database alone.
 */
export function allEventTypes(registered: Iterable<RegisteredEventType>): ListedEventType[] {
  const builtIn = new Set(EVENT_TYPES.map(({ name }) => name));
  const custom = [...registered]
    .filter(({ name }) => !builtIn.has(name))
    .map((type) => ({ ...type, label: type.name }));
  const types: ListedEventType[] = [...EVENT_TYPES, ...custom];
  return types.sort((one, other) => rank(one.category) - rank(other.category));
}

/** The sort is stable, so the order within a category stays. */
function rank(category: string): number {
  const index = (EVENT_CATEGORIES as readonly string[]).indexOf(category);
  return index === -1 ? EVENT_CATEGORIES.length : index;
}
