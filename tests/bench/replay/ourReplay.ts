import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type * as IdentifiersModule from '../../../nodes/core/postgres/identifiers';
import type * as ProbeModule from '../../../nodes/core/probe';
import type * as RememberRunModule from '../../../nodes/core/rememberRun';
import type * as ReplayModule from '../../../nodes/core/replayRetryQueue';
import type { ReplayRequest, ReplayRunParts } from '../../../nodes/core/replayRetryQueue';
import { EVERY_ENTRY } from '../../../nodes/core/retryQueue/entryFilter';
import type * as PostgresSinkModule from '../../../nodes/core/sinks/postgresSink';
import type * as SpoolStoreModule from '../../../nodes/core/spool/spoolStore';
import type * as SpoolFilesModule from '../../../nodes/core/spool/systemSpoolFiles';
import type * as SystemClockModule from '../../../nodes/core/systemClock';
import { silentLogger } from '../../support/silentLogger';
import type { BenchServer } from '../benchServer';
import type { BuiltPackage } from '../builtPackage';
import type { Contender } from '../contender';
import { TARGET } from './waitingEntries';
import type { WaitingQueue } from './waitingQueue';

/** The node's own limit of a run. */
const TIME_LIMIT_MS = 5 * 60_000;

interface Place {
  readonly server: Pick<BenchServer, 'config'>;
  readonly built: Pick<BuiltPackage, 'module'>;
  readonly queue: WaitingQueue;
}

/** A replay as the node wires it: probe, queue table, an empty spool, status, and the run's record. */
export function ourReplay(place: Place): Contender {
  const { module } = place.built;
  const { replayRetryQueue } = module('nodes/core/replayRetryQueue') as typeof ReplayModule;
  const { systemClock } = module('nodes/core/systemClock') as typeof SystemClockModule;
  const folder = mkdtempSync(join(tmpdir(), 'activity-log-bench-spool-'));
  const parts = partsOf(place, folder);
  return {
    name: 'replay',
    prepare: async (count) => {
      await place.queue.fill(count);
      const request = requestOf(place, count);
      const deadline = systemClock.elapsed() + TIME_LIMIT_MS;
      return async () => {
        const report = await replayRetryQueue(request, { ...parts, deadline });
        if (report.replayed === count && report.remaining === 0) return;
        const { replayed, remaining, stoppedBecause } = report;
        throw new Error(
          `Of ${count} entries ${replayed} were replayed: ${remaining} left, ${stoppedBecause}`,
        );
      };
    },
    end: async () => rmSync(folder, { recursive: true, force: true }),
  };
}

function requestOf({ server }: Place, limit: number): ReplayRequest {
  const target = { ...TARGET, database: server.config.database };
  return {
    ...{ target, source: target, filter: EVERY_ENTRY, limit },
    ...{ dueOnly: true, includeParked: false, strictOrder: false, dryRun: false },
    ratePerSecond: null,
  };
}

function partsOf(
  { server, built, queue }: Place,
  folder: string,
): Omit<ReplayRunParts, 'deadline'> {
  const core = (path: string) => built.module(`nodes/core/${path}`);
  const { quoteSchema } = core('postgres/identifiers') as typeof IdentifiersModule;
  const { probe } = core('probe') as typeof ProbeModule;
  const { rememberRun } = core('rememberRun') as typeof RememberRunModule;
  const { PostgresSink } = core('sinks/postgresSink') as typeof PostgresSinkModule;
  const { SpoolStore } = core('spool/spoolStore') as typeof SpoolStoreModule;
  const { systemSpoolFiles } = core('spool/systemSpoolFiles') as typeof SpoolFilesModule;
  const { systemClock, systemRandom } = core('systemClock') as typeof SystemClockModule;
  const { pool } = queue;
  const clock = systemClock;
  const world = { clock, random: systemRandom, logger: silentLogger };
  const schema = quoteSchema(TARGET.schema);
  const spool = { files: systemSpoolFiles, folder, host: 'bench', pid: process.pid };
  const target = { ...TARGET, database: server.config.database };
  const { maxConnections } = server.config;
  return {
    ...world,
    stores: [queue.store, new SpoolStore({ ...world, ...spool })],
    sink: new PostgresSink({ pool, schema, clock, maxConnections }),
    probe: () => probe({ pool, schema, clock }),
    announcer: null,
    worker: 'bench',
    remember: rememberRun(pool, { schema: TARGET.schema, target, clock, logger: silentLogger }),
  };
}
