import { setUpActivityDatabase } from './activityDatabase';
import { EmbeddedServer, SMALL_SERVER } from './embeddedPostgres';
import { freePort } from './freePort';
import { Guard } from './guard';
import { installPackage } from './communityPackage';
import { N8nApi, type Owner } from './n8nApi';
import { installN8n } from './n8nInstallation';
import { N8nServer } from './n8nServer';
import type { Progress } from './progress';
import { lockStand } from './standLock';
import { clearInstance, type StandPaths } from './standPaths';
import { readState, type StandState, writeState } from './standState';
import type { CredentialReference } from './bindCredentials';
import { type StandServices, startStandServices } from './standServices';
import { publishStandWorkflows, type PublishedWorkflows } from './standWorkflows';

const OWNER_EMAIL = 'owner@example.com';

/** A running n8n with this package, its workflows published, and the activity log beside it. */
export interface Stand {
  /** The address of n8n, without a slash at its end. */
  readonly address: string;
  readonly owner: Owner;
  readonly apiKey: string;
  readonly api: N8nApi;
  readonly workflows: PublishedWorkflows;
  /** The n8n credential of the activity log. */
  readonly postgres: CredentialReference;
  /** The server of the activity log; n8n's own database is on another. */
  readonly activityServer: EmbeddedServer;
  /** What the templates call. */
  readonly services: StandServices;
  readonly paths: StandPaths;
  readonly state: Readonly<StandState>;
  /** Remembers that the story is in the log, whole. */
  rememberStory(): void;
  /** Stops everything that was started and waits until it is gone. */
  stop(): Promise<void>;
}

/** Brings the stand up, doing only what is not done yet. */
export async function startStand(paths: StandPaths, progress: Progress): Promise<Stand> {
  const unlock = lockStand(paths.lockFile);
  if (!readState(paths.stateFile).storyPlayed) clearInstance(paths);
  const parts = new Parts(paths, readState(paths.stateFile), unlock);
  try {
    return await assemble(parts, progress);
  } catch (error) {
    await parts.stop();
    throw error;
  }
}

async function assemble(parts: Parts, progress: Progress): Promise<Stand> {
  const { paths, state } = parts;
  const program = await installN8n(paths.installation, progress);
  await installPackage(paths.packages, paths.userFolder, progress);
  progress('Starting two PostgreSQL servers and the services …');
  const services = await parts.startServices();
  const n8nDatabase = await parts.startServer(paths.n8nDatabase, state.ports.n8nDatabase);
  const activityServer = await parts.startServer(
    paths.activityDatabase,
    state.ports.activityDatabase,
  );
  await setUpActivityDatabase(activityServer);
  progress('Starting n8n …');
  const n8n = await parts.startN8n({
    program,
    userFolder: paths.userFolder,
    logFile: paths.logFile,
    port: await freePort(state.ports.n8n),
    brokerPort: await freePort(),
    encryptionKey: state.encryptionKey,
    database: n8nDatabase,
    redis: null,
  });
  state.ports = {
    n8n: n8n.port,
    n8nDatabase: n8nDatabase.port,
    activityDatabase: activityServer.port,
    services: services.ports,
  };
  const owner = { email: OWNER_EMAIL, password: state.ownerPassword };
  const api = new N8nApi(n8n.address);
  await api.signIn(owner);
  progress('Publishing the workflows …');
  services.connect(n8n.address);
  const surroundings = { server: activityServer, state, services: services.access };
  const content = await publishStandWorkflows(api, surroundings);
  parts.remember();
  const { address } = n8n;
  const { apiKey } = state;
  const actions = { stop: () => parts.stop(), rememberStory: () => parts.rememberStory() };
  const servers = { activityServer, services };
  return { address, owner, apiKey, api, ...content, ...servers, paths, state, ...actions };
}

/** What runs, in the order of its start. */
class Parts {
  private readonly guard = new Guard();
  private readonly servers: EmbeddedServer[] = [];
  private n8n: N8nServer | undefined;
  private services: StandServices | undefined;
  private stopping: Promise<void> | undefined;

  constructor(
    readonly paths: StandPaths,
    readonly state: StandState,
    private readonly unlock: () => void,
  ) {
    if (paths.throwAway !== null) this.guard.removeAtEnd(paths.throwAway);
  }

  async startServer(folder: string, preferredPort: number | undefined): Promise<EmbeddedServer> {
    const server = await EmbeddedServer.start({
      folder,
      settings: SMALL_SERVER,
      preferredPort,
      onStart: (processId) => this.guard.watch(processId),
      onStop: (processId) => this.guard.forget(processId),
    });
    this.servers.push(server);
    return server;
  }

  async startServices(): Promise<StandServices> {
    this.services = await startStandServices(this.state.webhookSecret, this.state.ports.services);
    return this.services;
  }

  async startN8n(options: Omit<Parameters<typeof N8nServer.start>[0], 'guard'>) {
    this.n8n = await N8nServer.start({ ...options, guard: this.guard });
    return this.n8n;
  }

  remember(): void {
    writeState(this.paths.stateFile, this.state);
  }

  rememberStory(): void {
    this.state.storyPlayed = true;
    this.remember();
  }

  stop(): Promise<void> {
    this.stopping ??= this.stopAll();
    return this.stopping;
  }

  private async stopAll(): Promise<void> {
    await this.n8n?.stop();
    await this.services?.stop();
    for (const server of this.servers) await server.stop('fast');
    this.unlock();
    await this.guard.close();
  }
}
