import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { quoteSchema } from '../../nodes/core/postgres/identifiers';
import { type ReplayRunParts, replayRetryQueue } from '../../nodes/core/replayRetryQueue';
import { QueueTableStore } from '../../nodes/core/retryQueue/queueTableStore';
import { PostgresSink } from '../../nodes/core/sinks/postgresSink';
import { SpoolStore } from '../../nodes/core/spool/spoolStore';
import { systemSpoolFiles } from '../../nodes/core/spool/systemSpoolFiles';
import { systemClock, systemRandom } from '../../nodes/core/systemClock';
import { queueEntry, storedEvent, target } from '../support/queueEntries';
import { nobodyRemembers, replayRequest } from '../support/replayRequest';
import { silentLogger } from '../support/silentLogger';
import { type TestDatabase, createTestDatabase } from '../support/testDatabase';

let database: TestDatabase;
let folder: string;

beforeAll(async () => {
  database = await createTestDatabase();
  folder = mkdtempSync(join(tmpdir(), 'replay-test-'));
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await database.drop();
});

function worker(name: string) {
  const world = { clock: systemClock, random: systemRandom, logger: silentLogger };
  const place = { pool: database.pool, schema: quoteSchema('public') };
  const table = new QueueTableStore({ ...world, ...place, worker: name });
  const spool = new SpoolStore({
    ...{ ...world, files: systemSpoolFiles, folder },
    ...{ host: name, pid: process.pid },
  });
  const parts: ReplayRunParts = {
    ...{ ...world, stores: [table, spool], sink: new PostgresSink({ ...place, ...world }) },
    probe: () => Promise.resolve(),
    announcer: null,
    ...nobodyRemembers,
    deadline: systemClock.elapsed() + 60_000,
  };
  return { table, spool, parts };
}

describe('replaying into PostgreSQL', () => {
  it('writes every event once from both stores though two workers replay at once', async () => {
    const [one, other] = [worker('worker-1'), worker('worker-2')];
    const deadline = systemClock.elapsed() + 10_000;
    const entries = Array.from({ length: 120 }, (_, index) => queueEntry(index + 1));
    await one.table.put(entries.slice(0, 80), deadline);
    // Twenty events are in both stores, as after a put whose answer was lost.
    for (let start = 60; start < 120; start += 10) {
      await one.spool.put(entries.slice(start, start + 10), deadline);
    }
    const request = replayRequest(target);
    const reports = await Promise.all(
      [one, other].map(({ parts }) => replayRetryQueue(request, parts)),
    );
    const total = (name: 'replayed' | 'duplicates' | 'failed' | 'parked') =>
      reports.reduce((sum, report) => sum + report[name], 0);
    expect(reports.map((report) => report.stoppedBecause)).toEqual([null, null]);
    expect([total('replayed'), total('duplicates')]).toEqual([120, 20]);
    expect([total('failed'), total('parked')]).toEqual([0, 0]);
    const rows = await database.query(
      `select id::text, description, message_content, metadata, encode(payload_hash, 'hex') as hash
       from lead_activity_log order by id`,
    );
    expect(rows).toEqual(entries.map((_, index) => rowOf(index + 1)));
    expect(await replayRetryQueue(request, one.parts)).toMatchObject({ replayed: 0, remaining: 0 });
  });
});

function rowOf(number: number) {
  const event = storedEvent(number);
  return {
    id: event.id,
    description: event.description,
    message_content: event.messageContent,
    metadata: event.metadata,
    hash: event.payloadHash,
  };
}
