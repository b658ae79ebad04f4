/** Of these the panel offers a few and refuses all others, before a request is made. */
const CLOSED = /^(kind|by|sortBy|direction|total|format)$/;

/** What to put in place of a parameter of a request; a list counts as one. */
export type InPlaceOf = (parameter: string, value: unknown) => readonly unknown[];

/** Requests in each of which one parameter is another. */
export function* withEachParameter(request: object, inPlaceOf: InPlaceOf): Generator<object> {
  for (const [key, value] of Object.entries(request) as [string, unknown][]) {
    if (CLOSED.test(key)) continue;
    const isGroup = typeof value === 'object' && value !== null && !Array.isArray(value);
    const others = isGroup ? withEachParameter(value, inPlaceOf) : inPlaceOf(key, value);
    for (const other of others) yield { ...request, [key]: other };
  }
}
