import { gunzipSync, gzipSync } from 'node:zlib';

/** Characters; a long text takes 100,000 (support.airtable.com, "Long text field"). */
const LONGEST_CELL = 90_000;
/** Characters beyond which packing is not tried: it would take long, and hardly help. */
const LARGEST_TEXT = 4_000_000;
const LARGEST_BYTES = 4 * LARGEST_TEXT;
const PACKED = 'gzip:';

/**
 * The text as one long text cell holds it: as it is up to 90,000 characters, else gzip in base64.
 * @returns null when it does not fit even so
 */
export function toCellText(text: string): string | null {
  if (text.length <= LONGEST_CELL) return text;
  if (text.length > LARGEST_TEXT) return null;
  const packed = PACKED + gzipSync(text).toString('base64');
  return packed.length <= LONGEST_CELL ? packed : null;
}

/** @throws Error when a packed text is damaged */
export function fromCellText(cell: string): string {
  if (!cell.startsWith(PACKED)) return cell;
  const bytes = Buffer.from(cell.slice(PACKED.length), 'base64');
  return gunzipSync(bytes, { maxOutputLength: LARGEST_BYTES }).toString('utf8');
}
