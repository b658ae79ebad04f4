import type { ExportFormat } from './exportRequest';

/** Brings the lines of an export into their final form, chunk by chunk, and counts events. */
export interface ExportLines {
  convert(chunk: Buffer): Buffer;
  /** Events so far. */
  readonly events: number;
}

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const QUOTE = 0x22;

export function exportLines(format: ExportFormat): ExportLines {
  return format === 'csv' ? new CsvLines() : new JsonLines();
}

/** JSON escapes every line feed in a text, so each that is there ends an event. */
class JsonLines implements ExportLines {
  events = 0;

  convert(chunk: Buffer): Buffer {
    for (let at = chunk.indexOf(LINE_FEED); at !== -1; at = chunk.indexOf(LINE_FEED, at + 1)) {
      this.events++;
    }
    return chunk;
  }
}

/**
 * PostgreSQL ends the lines of a CSV with LF, RFC 4180 with CRLF. A line feed between quotes
 * belongs to a value and stays as it is; a doubled quote closes and opens again, which is the same.
 */
class CsvLines implements ExportLines {
  private isQuoted = false;
  private lines = 0;

  /** The first line is the header. */
  get events(): number {
    return Math.max(0, this.lines - 1);
  }

  convert(chunk: Buffer): Buffer {
    const ends = this.lineEnds(chunk);
    const converted = Buffer.allocUnsafe(chunk.length + ends.length);
    let from = 0;
    let to = 0;
    for (const end of ends) {
      to += chunk.copy(converted, to, from, end);
      converted[to++] = CARRIAGE_RETURN;
      from = end;
    }
    chunk.copy(converted, to, from);
    this.lines += ends.length;
    return converted;
  }

  private lineEnds(chunk: Buffer): number[] {
    const ends: number[] = [];
    let isQuoted = this.isQuoted;
    for (let i = 0; i < chunk.length; i++) {
      const byte = chunk[i];
      if (byte === QUOTE) isQuoted = !isQuoted;
      else if (byte === LINE_FEED && !isQuoted) ends.push(i);
    }
    this.isQuoted = isQuoted;
    return ends;
  }
}
