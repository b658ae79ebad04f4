import type { ConnectionConfig } from '../../nodes/core/postgres/connectionConfig';
import { quoteSchema } from '../../nodes/core/postgres/identifiers';
import { openPool } from '../../nodes/core/postgres/pool';
import type { Clock } from '../../nodes/core/ports';
import { type ReplayRunParts, replayRetryQueue } from '../../nodes/core/replayRetryQueue';
import { QueueTableStore } from '../../nodes/core/retryQueue/queueTableStore';
import type { ReplaySink } from '../../nodes/core/sinks/eventSink';
import { PostgresSink } from '../../nodes/core/sinks/postgresSink';
import { SpoolStore } from '../../nodes/core/spool/spoolStore';
import { systemSpoolFiles } from '../../nodes/core/spool/systemSpoolFiles';
import { systemClock, systemRandom } from '../../nodes/core/systemClock';
import { target } from './queueEntries';
import { nobodyRemembers, replayRequest } from './replayRequest';
import { silentLogger } from './silentLogger';

/** Where a worker that has many entries in hand dies: with its statement under way, or after it. */
export type Death = 'never' | 'beforeTheWrite' | 'amidTheWrite' | 'afterTheWrite';

/** What a process is told to do. */
export interface ReplayWork {
  readonly config: ConnectionConfig;
  readonly spoolFolder: string;
  readonly name: string;
  readonly death: Death;
}

/** Entries of a batch that make it worth dying for. */
const MANY = 20;
/** Entries of a run; there are several, so that every process gets some. */
const ENTRIES = 100;

/** Where a worker works. */
export interface WorkerPlace extends Omit<ReplayWork, 'death'> {
  /** Default: the machine's. */
  readonly clock?: Clock;
}

/** What a worker is made of; end the pool afterwards. */
export function openReplayWorker(place: WorkerPlace) {
  const { config, spoolFolder, name, clock = systemClock } = place;
  const world = { clock, random: systemRandom, logger: silentLogger };
  const pool = openPool({ ...config, maxConnections: 4 }, silentLogger);
  const server = { ...world, pool, schema: quoteSchema('public') };
  const own = { host: name, pid: process.pid, folder: spoolFolder, files: systemSpoolFiles };
  const sink = new PostgresSink({ ...server, maxConnections: 4 });
  const stores = [
    new QueueTableStore({ ...server, worker: name }),
    new SpoolStore({ ...world, ...own }),
  ] as const;
  const parts: ReplayRunParts = {
    ...{ ...world, ...nobodyRemembers, sink, stores, announcer: null },
    probe: () => Promise.resolve(),
    deadline: systemClock.elapsed() + 60_000,
  };
  return { pool, stores, parts };
}

async function main(work: ReplayWork): Promise<void> {
  const { pool, parts } = openReplayWorker(work);
  const sink = mortal(parts.sink, work.death);
  for (;;) {
    const request = replayRequest(target, { limit: ENTRIES });
    const { replayed, duplicates, parked, failed } = await replayRetryQueue(request, {
      ...{ ...parts, sink },
    });
    process.send?.({ replayed, duplicates, parked, failed });
    if (replayed + duplicates + parked + failed === 0) break;
  }
  await pool.end();
  process.disconnect();
}

function mortal(sink: ReplaySink, death: Death): ReplaySink {
  return {
    ...(sink.writesAtOnce === undefined ? {} : { writesAtOnce: sink.writesAtOnce }),
    replay: async (...given) => {
      process.send?.('writes');
      const [events] = given;
      if (death === 'never' || events.length < MANY) return sink.replay(...given);
      if (death === 'beforeTheWrite') return die();
      const writing = sink.replay(...given);
      if (death === 'amidTheWrite') setImmediate(() => void die());
      return writing.then(die);
    },
  };
}

/** As the kernel does it: no handler runs, no buffer is flushed, nothing comes after it. */
function die(): Promise<never> {
  process.kill(process.pid, 'SIGKILL');
  return new Promise(() => undefined);
}

if (require.main === module) {
  process.once('message', (work: ReplayWork) => {
    main(work).catch((error: unknown) => {
      console.error(error);
      process.exitCode = 1;
      process.disconnect();
    });
  });
  process.send?.('ready');
}
