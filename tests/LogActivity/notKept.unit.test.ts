import type { LogReceipt } from '../../nodes/core/logReceipt';
import { notKept } from '../../nodes/LogActivity/notKept';

const lost = (item: number) => ({
  item,
  receipt: { eventId: `id-${item}`, message: 'It is away.' } as LogReceipt,
});

describe('the error of events that are kept nowhere', () => {
  it('names each event, and the items that it takes to log them again', () => {
    const error = notKept([0, 1, 2, 5, 7, 8].map(lost));
    expect(error.eventIds).toEqual(['id-0', 'id-1', 'id-2', 'id-5', 'id-7', 'id-8']);
    expect(error.detail).toBe(
      'It is away. Event ids: id-0, id-1, id-2, id-5, id-7, id-8. Items, counted from 0: 0 to 2, 5, 7 to 8.',
    );
  });
});
