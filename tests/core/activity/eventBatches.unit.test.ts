import {
  batchesOf,
  BYTES_PER_STATEMENT,
  eventSize,
} from '../../../nodes/core/activity/eventBatches';
import { writableEvent } from '../../support/writableEvents';

const cut = (sizes: readonly number[], most = 3) => [
  ...batchesOf(sizes, { most, bytes: 100, sizeOf: (size) => size }),
];

describe('batches', () => {
  it.each([
    { what: 'by count', sizes: [1, 1, 1, 1], batches: [[1, 1, 1], [1]] },
    { what: 'by size', sizes: [60, 40, 1], batches: [[60, 40], [1]] },
    { what: 'before what would be too much', sizes: [60, 41, 1], batches: [[60], [41, 1]] },
    { what: 'around one that is too large itself', sizes: [1, 500, 1], batches: [[1], [500], [1]] },
    { what: 'not at all when there is nothing', sizes: [], batches: [] },
  ])('are cut $what', ({ sizes, batches }) => {
    expect(cut(sizes)).toEqual(batches);
  });
});

describe('the size of an event', () => {
  it.each([
    { what: 'texts', fields: { note: 'x'.repeat(100_000) } },
    { what: 'long keys', fields: { note: 'x', ['k'.repeat(100_000)]: 1 } },
    { what: 'nested values', fields: { note: 'x', deep: { list: [{ a: 'y'.repeat(100_000) }] } } },
    { what: 'many small values', fields: { note: 'x', list: Array<number>(30_000).fill(100) } },
  ])('is near that of its JSON for $what', ({ fields }) => {
    const event = writableEvent(0, { fields });
    const ratio = eventSize(event) / JSON.stringify(event).length;
    expect(ratio).toBeGreaterThan(0.9);
    expect(ratio).toBeLessThan(1.1);
  });

  it('is not counted further than a statement goes', () => {
    const list = Array<number>(2_000_000).fill(1);
    const event = { ...writableEvent(0), metadata: { a: list, b: list, c: list, d: list } };
    expect(eventSize(event)).toBeGreaterThan(BYTES_PER_STATEMENT);
    expect(eventSize(event)).toBeLessThan(1.1 * BYTES_PER_STATEMENT);
  });
});
