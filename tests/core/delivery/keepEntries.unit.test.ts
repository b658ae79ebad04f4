import { ExecutionDeadlines } from '../../../nodes/core/delivery/executionDeadlines';
import { keepEntries } from '../../../nodes/core/delivery/keepEntries';
import { DEFAULT_RETRY_POLICY } from '../../../nodes/core/delivery/retryPolicy';
import type { Logger } from '../../../nodes/core/ports';
import type { QueueEntry } from '../../../nodes/core/retryQueue/queueEntry';
import type {
  PutResult,
  RetryStore,
  RetryStoreName,
} from '../../../nodes/core/retryQueue/retryStore';
import { ManualClock } from '../../support/manualClock';
import { queueEntry } from '../../support/queueEntries';
import { silentLogger } from '../../support/silentLogger';

interface Put {
  readonly entries: readonly QueueEntry[];
  readonly deadline: number;
}

/** A store that only takes, or fails to. */
function storeThat(
  name: RetryStoreName,
  refusal?: Error | PutResult,
): RetryStore & { readonly puts: Put[] } {
  const puts: Put[] = [];
  const notAsked = () => Promise.reject(new Error('Keeping entries only ever puts.'));
  return {
    name,
    puts,
    put: (entries, deadline) => {
      puts.push({ entries, deadline });
      return refusal instanceof Error
        ? Promise.reject(refusal)
        : Promise.resolve(refusal ?? { left: [], code: null });
    },
    claimDue: notAsked,
    settle: notAsked,
    status: notAsked,
    list: notAsked,
    purge: notAsked,
  };
}

const ENTRIES = [queueEntry(1), queueEntry(2)];
const clock = new ManualClock();
const deadlines = new ExecutionDeadlines(clock, DEFAULT_RETRY_POLICY);
const world = { clock, logger: silentLogger, deadlines };

describe('keeping entries', () => {
  it('puts them all into the first store and leaves the others alone', async () => {
    const table = storeThat('queueTable');
    const spool = storeThat('spool');
    expect(await keepEntries(ENTRIES, [table, spool], world)).toEqual(['queueTable', 'queueTable']);
    expect(table.puts).toEqual([{ entries: ENTRIES, deadline: clock.elapsed() + 5000 }]);
    expect(spool.puts).toEqual([]);
  });

  it('falls to the next store with everything when one does not take them', async () => {
    const table = storeThat('queueTable', new Error('down'));
    const spool = storeThat('spool');
    expect(await keepEntries(ENTRIES, [table, spool], world)).toEqual(['spool', 'spool']);
    expect(spool.puts).toEqual([{ entries: ENTRIES, deadline: clock.elapsed() + 3000 }]);
  });

  it('gives the next store what one has no room for', async () => {
    const table = storeThat('airtable', { left: ENTRIES.slice(1), code: 'time_limit' });
    const spool = storeThat('spool');
    expect(await keepEntries(ENTRIES, [table, spool], world)).toEqual(['airtable', 'spool']);
    expect(spool.puts.map(({ entries }) => entries)).toEqual([ENTRIES.slice(1)]);
  });

  it('answers null for each when no store takes them', async () => {
    const stores = [storeThat('queueTable', new Error('down')), storeThat('spool', new Error())];
    expect(await keepEntries(ENTRIES, stores, world)).toEqual([null, null]);
    expect(await keepEntries(ENTRIES, [], world)).toEqual([null, null]);
  });

  it('asks no store when there is nothing to keep', async () => {
    const table = storeThat('queueTable');
    expect(await keepEntries([], [table], world)).toEqual([]);
    expect(table.puts).toEqual([]);
  });

  it('says in the log which store failed and with which code, not what it said', async () => {
    const lines: string[] = [];
    const logger: Logger = {
      ...silentLogger,
      warn: (message, context) => lines.push(`${message} ${JSON.stringify(context)}`),
    };
    const error = Object.assign(new Error('value "Grüße" is refused'), { code: 'ENOSPC' });
    await keepEntries(ENTRIES, [storeThat('spool', error)], { ...world, logger });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('spool');
    expect(lines[0]).toContain('2 events');
    expect(lines[0]).toContain('ENOSPC');
    expect(lines[0]).not.toContain('Grüße');
  });
});
