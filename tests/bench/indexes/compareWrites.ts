import { performance } from 'node:perf_hooks';
import type { Client } from 'pg';
import { quoteSchema } from '../../../nodes/core/postgres/identifiers';
import { insertEvents } from '../../../nodes/core/postgres/statements/insertEvents';
import { percentile } from '../report';
import { generatedEvents } from './generatedEvents';
import type { IndexFigures } from './indexReport';
import { dropIndex, type LogIndex } from './logIndexes';

/** Events of a batch. */
export const BATCH = 1000;
/** Batches in a row, timed together: an index that saves work for later does it within them. */
const BATCHES = 4;
const ROUNDS = 16;
/** What the machine does besides only adds: the lower quarter is nearer to the cost than the middle. */
const QUIET = 0.25;
const DAY = 86_400_000;

/**
 * Each round is rolled back, so that the index is there again and the log is as long as before;
 * every other round begins without the index.
 */
export async function compareWrites(
  client: Client,
  index: LogIndex,
): Promise<Pick<IndexFigures, 'writeWith' | 'writeWithout'>> {
  const month = new MonthWriter(client);
  const measured = { with: new Array<number>(), without: new Array<number>() };
  for (let round = 0; round < ROUNDS; round++) {
    const sides = ['with', 'without'] as const;
    for (const side of round % 2 === 0 ? sides : sides.toReversed()) {
      await client.query('begin');
      if (side === 'without') await dropIndex(client, index);
      measured[side].push(await month.writeBatches());
      await client.query('rollback');
    }
  }
  // Rolled back rows take space until then.
  await client.query('vacuum lead_activity_log');
  return {
    writeWith: percentile(measured.with, QUIET),
    writeWithout: percentile(measured.without, QUIET),
  };
}

/** Writes batches of generated events into a month that is empty before. */
class MonthWriter {
  private written = 0;
  private readonly from = firstOfMonth(new Date(), 2);

  constructor(private readonly client: Client) {}

  /**
   * Writes some batches. The first is not counted: the server then reads again what it knows of the
   * months.
   * @returns milliseconds of one, on average
   */
  async writeBatches(): Promise<number> {
    let taken = 0;
    for (let i = 0; i <= BATCHES; i++) {
      const from = this.from + (this.written % DAY);
      const slice = {
        seed: this.written,
        first: this.written,
        count: BATCH,
        from,
        until: from + BATCH,
      };
      const events = generatedEvents(slice);
      this.written += BATCH;
      const start = performance.now();
      await insertEvents(this.client, quoteSchema('public'), events);
      if (i > 0) taken += performance.now() - start;
    }
    return taken / BATCHES;
  }
}

function firstOfMonth(now: Date, ahead: number): number {
  return Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + ahead, 1);
}
