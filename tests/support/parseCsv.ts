/**
 * A CSV by RFC 4180 and nothing laxer. A cell without quotes that is empty is null: PostgreSQL
 * writes an empty text as "".
 * @throws Error where the text departs from the RFC
 */
export function parseCsv(text: string): (string | null)[][] {
  const records: (string | null)[][] = [];
  let at = 0;
  while (at < text.length) {
    const record: (string | null)[] = [];
    for (;;) {
      const { cell, end } = text[at] === '"' ? readQuoted(text, at + 1) : readPlain(text, at);
      record.push(cell);
      at = end + 1;
      if (text[end] === ',') continue;
      if (text.slice(end, end + 2) !== '\r\n') throw new Error(`No line end at ${end}.`);
      at = end + 2;
      break;
    }
    records.push(record);
  }
  return records;
}

interface Cell {
  readonly cell: string | null;
  /** Where what follows the cell begins. */
  readonly end: number;
}

function readQuoted(text: string, from: number): Cell {
  for (let at = from; at < text.length; at++) {
    if (text[at] !== '"') continue;
    if (text[at + 1] !== '"') {
      return { cell: text.slice(from, at).replaceAll('""', '"'), end: at + 1 };
    }
    at++;
  }
  throw new Error('A quote is never closed.');
}

function readPlain(text: string, from: number): Cell {
  let at = from;
  while (at < text.length && !',\r\n'.includes(text.charAt(at))) {
    if (text[at] === '"') throw new Error(`A quote in a cell without quotes at ${at}.`);
    at++;
  }
  return { cell: at === from ? null : text.slice(from, at), end: at };
}
