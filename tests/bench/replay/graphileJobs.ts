import { EventEmitter, once } from 'node:events';
import type { RunnerOptions, WorkerEvents } from 'graphile-worker' with {
  'resolution-mode': 'import',
};
import { Pool } from 'pg';
import type { BenchServer } from '../benchServer';
import type { Contender } from '../contender';
import { FROM_PARAMETER } from './plainStatement';
import { waitingEntries } from './waitingEntries';

/** Of the task, and of its prepared statement. */
const TASK = 'log_activity';
const DONE = 'all jobs are done';
/** How its documentation takes its fastest figures, besides how many jobs run at once. */
const BATCHING = { localQueue: { size: 500 }, completeJobBatchDelay: 0, failJobBatchDelay: 0 };
/** That of its documentation, and less for a machine of few cores. */
const JOBS_AT_ONCE = [24, 8] as const;

type GraphileWorker = typeof import('graphile-worker', { with: { 'resolution-mode': 'import' } });

/** graphile-worker with a job per event, which writes it by the plain statement; several settings. */
export async function graphileJobs(server: BenchServer): Promise<Contender[]> {
  const library = await import('graphile-worker');
  const utils = await library.makeWorkerUtils({ connectionString: server.connectionString });
  await utils.migrate();
  await utils.release();
  return JOBS_AT_ONCE.map((jobs) => graphileWith(jobs, server, library));
}

function graphileWith(
  concurrentJobs: number,
  server: BenchServer,
  library: GraphileWorker,
): Contender {
  const pgPool = new Pool({ connectionString: server.connectionString, max: concurrentJobs + 1 });
  // A connection that breaks fails the job that has it, which fails the benchmark.
  pgPool.on('error', () => {});
  pgPool.on('connect', (client) => client.on('error', () => {}));
  const logger = new library.Logger(() => () => {});
  const preset = { worker: { concurrentJobs, ...BATCHING } };
  const options = { pgPool, logger, preset, noHandleSignals: true };
  return {
    name: `graphile-worker, ${concurrentJobs} jobs at once`,
    prepare: async (count) => {
      await addJobs({ server, library }, count);
      return () => workThrough({ options, library }, count);
    },
    end: () => pgPool.end(),
  };
}

async function addJobs(
  { server, library }: { readonly server: BenchServer; readonly library: GraphileWorker },
  count: number,
): Promise<void> {
  const leads = [...server.leads.keys()];
  const entries = waitingEntries({ count, leads, database: server.config.database });
  const utils = await library.makeWorkerUtils({ connectionString: server.connectionString });
  await server.client.query('truncate graphile_worker._private_jobs');
  await utils.addJobs(
    entries.map(({ payload }) => ({ identifier: TASK, payload: JSON.parse(payload) as object })),
  );
  await utils.release();
  await server.client.query('vacuum analyze graphile_worker._private_jobs');
}

/** From the start of its workers until the last job is taken off the queue. */
async function workThrough(
  { options, library }: { readonly options: RunnerOptions; readonly library: GraphileWorker },
  count: number,
): Promise<void> {
  const events: WorkerEvents = new EventEmitter();
  const progress = new EventEmitter();
  let left = count;
  events.on('job:error', ({ error }) => progress.emit('error', error));
  events.on('job:complete', () => {
    if (--left === 0) progress.emit(DONE);
  });
  const done = once(progress, DONE);
  const runner = await library.run({
    ...options,
    events,
    taskList: {
      [TASK]: (payload, { withPgClient }) =>
        withPgClient(async (client) => {
          const values = [JSON.stringify(payload)];
          await client.query({ name: TASK, text: FROM_PARAMETER, values });
        }),
    },
  });
  await done;
  await runner.stop();
}
