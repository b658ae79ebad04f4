import fc from 'fast-check';
import { exportLines } from '../../../nodes/core/timeline/exportLines';

/** Converts a text that arrives in pieces of any size. */
function converted(format: 'csv' | 'ndjson', text: string, cuts: readonly number[]) {
  const lines = exportLines(format);
  const bytes = Buffer.from(text);
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length];
  places.sort((a, b) => a - b);
  const pieces = places.slice(1).map((end, i) => bytes.subarray(places[i], end));
  const out = pieces.map((piece) => Buffer.from(lines.convert(Buffer.from(piece))));
  return { text: Buffer.concat(out).toString(), events: lines.events };
}
const cuts = fc.array(fc.nat(), { maxLength: 20 });
const cell = fc
  .array(fc.constantFrom('a', 'ü', ',', '\n', '\r', '"', '\r\n', ''))
  .map((parts) => parts.join(''));
const quoted = (value: string) => `"${value.replaceAll('"', '""')}"`;

describe('lines of a CSV', () => {
  it('end with CRLF, and line ends in a cell stay as they are, wherever the bytes are cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(cell, { minLength: 1, maxLength: 3 })),
        cuts,
        (rows, places) => {
          const lines = [['head'], ...rows].map((cells) => cells.map(quoted).join(','));
          const text = lines.map((line) => `${line}\n`).join('');
          expect(converted('csv', text, places)).toEqual({
            text: lines.map((line) => `${line}\r\n`).join(''),
            events: rows.length,
          });
        },
      ),
    );
  });

  it('count no event before the header is complete', () => {
    expect(exportLines('csv').events).toBe(0);
    expect(converted('csv', 'id,times', []).events).toBe(0);
  });
});

describe('lines of JSON', () => {
  it('pass as they are, each an event, wherever the bytes are cut', () => {
    fc.assert(
      fc.property(fc.array(fc.json()), cuts, (values, places) => {
        const text = values.map((value) => `${value}\n`).join('');
        expect(converted('ndjson', text, places)).toEqual({ text, events: values.length });
      }),
    );
  });
});
