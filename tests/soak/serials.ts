const SERIAL = /serial (\d{7})/g;

/** The serials of events in a text, in order, once each. */
export function serialsIn(text: string): string[] {
  const found = [...text.matchAll(SERIAL)].map(([, serial = '']) => serial);
  return [...new Set(found)];
}
