/** What a resource locator points at; its ways to choose must all be without `extractValue`. */
export function locatedValue(located: unknown): unknown {
  if (typeof located !== 'object' || located === null) return located;
  return 'mode' in located && 'value' in located ? located.value : located;
}
