/** A page on the way, and the cursor that leads on. */
interface Page {
  readonly events: readonly unknown[];
  readonly nextCursor: string | null;
}

/** A place in a list of events. */
export interface Depth {
  readonly cursor: string;
  /** Events before it. */
  readonly passed: number;
}

/**
 * Walks to a depth page by page, as a reader would who asks for the next page again and again.
 * @param read reads the page of a cursor; null is the first
 * @returns the place there; in a shorter list the last one that has a whole page after it
 */
export async function walkTo(
  events: number,
  read: (cursor: string | null) => Promise<Page>,
): Promise<Depth> {
  const places: Depth[] = [];
  let cursor: string | null = null;
  for (let passed = 0; passed < events;) {
    const page: Page = await read(cursor);
    passed += page.events.length;
    cursor = page.nextCursor;
    if (cursor === null) return lastWhole(places);
    places.push({ cursor, passed });
  }
  return places.at(-1) ?? lastWhole([]);
}

/** The page after the last cursor may be a short one. */
function lastWhole(places: readonly Depth[]): Depth {
  const place = places.at(-2);
  if (place === undefined) throw new Error('The list is too short to have a depth.');
  return place;
}
