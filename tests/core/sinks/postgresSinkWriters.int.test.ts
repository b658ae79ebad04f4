import type { WritableEvent } from '../../../nodes/core/activity/activityEvent';
import { quoteSchema } from '../../../nodes/core/postgres/identifiers';
import { insertEvents } from '../../../nodes/core/postgres/statements/insertEvents';
import type { SinkReceipt } from '../../../nodes/core/sinks/eventSink';
import { eventually } from '../../support/eventually';
import { type SinkStage, stageSink } from '../../support/sinkStage';
import { storeLead } from '../../support/storeEvents';
import { keyedEvent, writableEvent } from '../../support/writableEvents';

let stage: SinkStage;
beforeAll(async () => {
  stage = await stageSink();
});
afterAll(() => stage.database.drop());
beforeEach(() => stage.empty());

describe('eight writers at once on the same ten leads', () => {
  it('never run into a deadlock, and every row and the newest activity are there', async () => {
    const leads = await Promise.all(
      Array.from({ length: 10 }, (_, i) =>
        storeLead(stage.database, { airtable_record_id: `recLEAD${i}` }),
      ),
    );
    const start = Date.parse('2026-03-01T08:00:00.000Z');
    const eventOf = (writer: number, batch: number, i: number) => {
      const number = (batch * 8 + writer) * 20 + i;
      const which = (number * 7 + writer) % leads.length;
      return writableEvent(number, {
        lead: { by: 'airtableId', value: `recLEAD${which}` },
        timestamp: new Date(start + number * 5000).toISOString(),
        dedupeKey: i % 2 === 0 ? `key-${number}` : undefined,
      });
    };
    const issued: WritableEvent[] = [];
    const writers = Array.from({ length: 8 }, async (_, writer) => {
      for (let batch = 0; batch < 5; batch++) {
        const events = Array.from({ length: 20 }, (__, i) => eventOf(writer, batch, i));
        if (writer % 2 === 1) events.reverse();
        issued.push(...events);
        const receipts = await stage.write(...events);
        expect(receipts.every(({ outcome }) => outcome === 'written')).toBe(true);
      }
    });
    await Promise.all(writers);
    const rows = await stage.database.query<{ id: string }>(
      'select id from lead_activity_log order by id',
    );
    expect(rows.map(({ id }) => id)).toEqual(issued.map(({ id }) => id).sort());
    const behind = await stage.database.query(
      `select l.id from leads l join lead_activity_log e on e.lead_id = l.id
       group by l.id having l.last_activity_at is distinct from max(e."timestamp")`,
    );
    expect(behind).toEqual([]);
  });
});

/** Lets every writer run until it waits, behind a stranger who is about to write this event. */
async function heldBackAt(
  held: WritableEvent,
  batches: ReadonlyArray<readonly WritableEvent[]>,
): Promise<SinkReceipt[][]> {
  const stranger = await stage.database.pool.connect();
  await stranger.query('begin');
  await insertEvents(stranger, quoteSchema('public'), [held]);
  const writes = Promise.all(batches.map((batch) => stage.write(...batch)));
  await eventually('every writer waits', async () => {
    const { rows } = await stranger.query(
      `select from pg_locks join pg_stat_activity using (pid)
       where not granted and locktype = 'transactionid' and datname = current_database()`,
    );
    return rows.length === batches.length;
  });
  await stranger.query('rollback');
  stranger.release();
  return writes;
}

describe('two writers at once with the same events in opposite orders', () => {
  it.each([
    ['with dedupe keys', (i: number) => keyedEvent(`key-${i}`)],
    ['without', (i: number) => writableEvent(i)],
  ])('do not run into a deadlock, and every event is written once: %s', async (_, eventOf) => {
    const there = Array.from({ length: 21 }, (__, i) => eventOf(i));
    const back = [...there].reverse();
    const receipts = (await heldBackAt(eventOf(10), [there, back])).flat();
    const written = receipts.filter(({ outcome }) => outcome === 'written');
    expect(written).toHaveLength(there.length);
    expect(receipts.filter(({ outcome }) => outcome === 'duplicate')).toHaveLength(there.length);
    const rows = await stage.database.query<{ id: string }>(
      'select id from lead_activity_log order by id',
    );
    expect(rows.map(({ id }) => id)).toEqual(there.map(({ id }) => id).sort());
  });
});
