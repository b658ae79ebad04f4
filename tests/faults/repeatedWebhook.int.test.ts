import type { DeliveryReport } from '../../nodes/core/alerts/deliveryReport';
import { replayRetryQueue } from '../../nodes/core/replayRetryQueue';
import { systemSpoolFiles } from '../../nodes/core/spool/systemSpoolFiles';
import { systemClock } from '../../nodes/core/systemClock';
import { storedRows } from '../support/faults/conservation';
import { openLogTools } from '../support/faults/logCalls';
import { LoggingProcess } from '../support/faults/loggingProcess';
import { type FaultStage, stageFault } from '../support/faults/stageFault';
import { nobodyRemembers, replayRequest } from '../support/replayRequest';

let stage: FaultStage;
beforeEach(async () => {
  stage = await stageFault();
});
afterEach(() => stage.end());

const ownTarget = () => ({ credentialId: 'db', database: stage.database.name, schema: 'public' });

/** A worker that gets the delivery, and stamps it with its own present as `$now` does. */
function deliver(executionId: string, timestamp: string): LoggingProcess {
  return new LoggingProcess({
    config: { ...stage.database.config, port: stage.proxy.port },
    target: ownTarget(),
    spoolFolder: stage.spoolFolder,
    executionId,
    inputs: [
      {
        ...{ eventType: 'NOTE_ADDED', fields: { note: 'x' }, messageContent: 'delivered twice' },
        ...{ dedupeKey: 'SM-4711', timestamp },
      },
    ],
    ...{ attempts: 1, firstDelay: 0 },
  });
}

describe('a webhook that its sender repeats during an outage', () => {
  it('Row 54: becomes one row through two processes with a key, and nobody is alerted', async () => {
    stage.proxy.refuse();
    const processes = [
      deliver('first', '2026-03-01T08:00:00.000Z'),
      deliver('second', '2026-03-01T08:00:07.000Z'),
    ];
    const receipts = (await Promise.all(processes.map((one) => one.receipts()))).flat();
    expect(receipts).toMatchObject([{ keptIn: 'spool' }, { keptIn: 'spool' }]);
    expect(new Set(receipts.map(({ eventId }) => eventId)).size).toBe(2);

    const reports: DeliveryReport[] = [];
    const config = stage.database.config;
    const tools = openLogTools(
      { config, target: ownTarget(), spoolFolder: stage.spoolFolder },
      systemSpoolFiles,
    );
    try {
      const report = await replayRetryQueue(replayRequest(ownTarget()), {
        ...tools.parts,
        ...nobodyRemembers,
        ...{ stores: [tools.queueTable, tools.spool], deadline: systemClock.elapsed() + 10_000 },
        probe: () => Promise.resolve(),
        announcer: {
          announce: (told) => {
            reports.push(told);
            return Promise.resolve();
          },
        },
      });
      expect(report).toMatchObject({ replayed: 1, duplicates: 1, parked: 0, remaining: 0 });
    } finally {
      await tools.pool.end();
    }
    // Nothing was kept, so there is nothing to alert anybody about: the incident is over.
    expect(reports).toEqual([{ target: ownTarget(), delivered: 2, kept: [] }]);
    const rows = await storedRows(stage.database);
    expect(rows).toHaveLength(1);
    expect(rows[0]?.message_content).toBe('delivered twice');
  });
});
