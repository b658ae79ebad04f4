import { setUpActivityDatabase } from './activityDatabase';
import type { EmbeddedServer } from './embeddedPostgres';
import { freePort } from './freePort';
import { installPackage } from './communityPackage';
import { N8nApi, type Owner } from './n8nApi';
import { installN8n } from './n8nInstallation';
import type { Progress } from './progress';
import { lockStand } from './standLock';
import { assembleParts, StandParts } from './standParts';
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
export function startStand(paths: StandPaths, progress: Progress): Promise<Stand> {
  const unlock = lockStand(paths.lockFile);
  if (!readState(paths.stateFile).storyPlayed) clearInstance(paths);
  const parts = new StandParts(paths);
  parts.onStop(unlock);
  const site = { paths, progress, state: readState(paths.stateFile) };
  return assembleParts(parts, () => assemble(parts, site));
}

/** Where a stand lives, and what it remembers. */
interface Site {
  readonly paths: StandPaths;
  readonly progress: Progress;
  readonly state: StandState;
}

async function assemble(parts: StandParts, site: Site): Promise<Stand> {
  const { paths, progress, state } = site;
  const remember = (): void => writeState(paths.stateFile, state);
  const { n8n, activityServer, services } = await startAll(parts, site);
  const owner = { email: OWNER_EMAIL, password: state.ownerPassword };
  const api = new N8nApi(n8n.address);
  await api.signIn(owner);
  progress('Publishing the workflows …');
  services.connect(n8n.address);
  const surroundings = { server: activityServer, state, services: services.access };
  const content = await publishStandWorkflows(api, surroundings);
  remember();
  const rememberStory = (): void => {
    state.storyPlayed = true;
    remember();
  };
  const actions = { stop: () => parts.stop(), rememberStory };
  const access = { address: n8n.address, owner, apiKey: state.apiKey, api };
  return { ...access, ...content, activityServer, services, paths, state, ...actions };
}

/** Starts what is to run, each on the port that it had before if that is free. */
async function startAll(parts: StandParts, { paths, progress, state }: Site) {
  const program = await installN8n(paths.installation, progress);
  await installPackage(paths.packages, paths.userFolder, progress);
  progress('Starting two PostgreSQL servers and the services …');
  const { ports, encryptionKey } = state;
  const services = await startStandServices(state.webhookSecret, ports.services);
  parts.onStop(() => services.stop());
  const database = await parts.startServer(paths.n8nDatabase, ports.n8nDatabase);
  const activityServer = await parts.startServer(paths.activityDatabase, ports.activityDatabase);
  await setUpActivityDatabase(activityServer);
  progress('Starting n8n …');
  const { userFolder, logFile } = paths;
  const surroundings = { program, userFolder, logFile, encryptionKey, database, redis: null };
  const n8nPorts = { port: await freePort(ports.n8n), brokerPort: await freePort() };
  const n8n = await parts.startN8n({ ...surroundings, ...n8nPorts });
  state.ports = {
    n8n: n8n.port,
    n8nDatabase: database.port,
    activityDatabase: activityServer.port,
    services: services.ports,
  };
  return { n8n, activityServer, services };
}
