import { dirname, join } from 'node:path';
import { setUpActivityDatabase } from './activityDatabase';
import { installPackage } from './communityPackage';
import type { EmbeddedServer } from './embeddedPostgres';
import { freePort } from './freePort';
import { N8nApi } from './n8nApi';
import { installN8n } from './n8nInstallation';
import type { N8nProcessOptions } from './n8nProcess';
import type { N8nServer } from './n8nServer';
import { N8nWorker } from './n8nWorker';
import type { Progress } from './progress';
import { findRedis, RedisServer } from './redisServer';
import { assembleParts, StandParts } from './standParts';
import type { StandPaths } from './standPaths';
import { readState } from './standState';
import { publishStandWorkflows, type StandContent } from './standWorkflows';

const OWNER_EMAIL = 'owner@example.com';

/** n8n in queue mode: a main process that runs only what the editor executes, workers with a disk each, and Redis. */
export interface QueueStand extends StandContent {
  /** The address of n8n's main process, without a slash at its end. */
  readonly address: string;
  readonly apiKey: string;
  readonly api: N8nApi;
  /** The server of the activity log; n8n's own database is on another. */
  readonly activityServer: EmbeddedServer;
  readonly workers: readonly N8nWorker[];
  /** Stops everything that was started and waits until it is gone. */
  stop(): Promise<void>;
}

export interface QueueStandOptions {
  readonly paths: StandPaths;
  readonly workers: number;
  /** Executions that a worker runs at once. */
  readonly concurrency: number;
  readonly progress: Progress;
}

/** @throws Error when it cannot be started, for instance without Redis; then nothing is left */
export function startQueueStand(options: QueueStandOptions): Promise<QueueStand> {
  return assembleParts(new QueueParts(options.paths), (parts) => assemble(options, parts));
}

async function assemble(options: QueueStandOptions, parts: QueueParts): Promise<QueueStand> {
  const { paths, progress, concurrency } = options;
  const state = readState(paths.stateFile);
  const program = await installN8n(paths.installation, progress);
  const homes = Array.from({ length: options.workers }, (_, i) => parts.homeOf(`worker-${i + 1}`));
  // One after the other: the first one makes the package, the others only copy it.
  for (const userFolder of [paths.userFolder, ...homes]) {
    await installPackage(paths.packages, userFolder, progress);
  }
  progress('Starting Redis and two PostgreSQL servers …');
  const servers = await parts.startServers();
  await setUpActivityDatabase(servers.activity);
  progress('Starting n8n in queue mode …');
  const { encryptionKey, apiKey } = state;
  const common = { program, encryptionKey, database: servers.n8n, redis: servers.redis };
  // The main process migrates n8n's database, so the workers come after it.
  const { address } = await parts.startMain(common);
  const startWorker = (userFolder: string): Promise<N8nWorker> =>
    parts.startWorker({ ...common, userFolder, concurrency });
  const api = new N8nApi(address);
  const publish = async (): Promise<StandContent> => {
    await api.signIn({ email: OWNER_EMAIL, password: state.ownerPassword });
    return publishStandWorkflows(api, { server: servers.activity, state, services: null });
  };
  const [content, workers] = await Promise.all([publish(), Promise.all(homes.map(startWorker))]);
  const stop = (): Promise<void> => parts.stop();
  return { ...content, address, apiKey, api, activityServer: servers.activity, workers, stop };
}

type Common = Pick<N8nProcessOptions, 'program' | 'encryptionKey' | 'database' | 'redis'>;

/** What runs, in the order of its start. */
class QueueParts extends StandParts {
  private readonly home: string;

  constructor(private readonly paths: StandPaths) {
    super(paths);
    this.home = dirname(paths.userFolder);
  }

  /** The user folder of a worker, thus its disk. */
  homeOf(worker: string): string {
    return join(this.home, worker);
  }

  async startServers() {
    const program = findRedis();
    if (program === undefined) {
      throw new Error('No Redis was found. Install one (Debian: apt-get install redis-server).');
    }
    const { guard } = this;
    const redis = await RedisServer.start({ program, folder: join(this.home, 'redis'), guard });
    this.onStop(() => redis.stop());
    const n8n = await this.startServer(this.paths.n8nDatabase);
    const activity = await this.startServer(this.paths.activityDatabase);
    return { redis, n8n, activity };
  }

  async startMain(common: Common): Promise<N8nServer> {
    const { userFolder, logFile } = this.paths;
    const ports = { port: await freePort(), brokerPort: await freePort() };
    return this.startN8n({ ...common, ...ports, userFolder, logFile });
  }

  async startWorker(
    worker: Common & { readonly userFolder: string; readonly concurrency: number },
  ): Promise<N8nWorker> {
    const logFile = `${worker.userFolder}.log`;
    const brokerPort = await freePort();
    const started = await N8nWorker.start({ ...worker, logFile, brokerPort, guard: this.guard });
    this.onStop(() => started.stop());
    return started;
  }
}
