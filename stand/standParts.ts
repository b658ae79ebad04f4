import { EmbeddedServer, SMALL_SERVER } from './embeddedPostgres';
import { Guard } from './guard';
import { N8nServer, type N8nServerOptions } from './n8nServer';
import type { StandPaths } from './standPaths';

/** What runs of a stand, in the order of its start. */
export class StandParts {
  readonly guard = new Guard();
  private readonly stops: (() => Promise<void> | void)[] = [];
  private stopping: Promise<void> | undefined;

  constructor(paths: StandPaths) {
    if (paths.throwAway !== null) this.guard.removeAtEnd(paths.throwAway);
  }

  /** What has just been started, and how it is stopped. */
  onStop(stop: () => Promise<void> | void): void {
    this.stops.push(stop);
  }

  async startServer(folder: string, preferredPort?: number): Promise<EmbeddedServer> {
    const server = await EmbeddedServer.start({
      folder,
      settings: SMALL_SERVER,
      preferredPort,
      onStart: (processId) => this.guard.watch(processId),
      onStop: (processId) => this.guard.forget(processId),
    });
    this.onStop(() => server.stop('fast'));
    return server;
  }

  async startN8n(options: Omit<N8nServerOptions, 'guard'>): Promise<N8nServer> {
    const n8n = await N8nServer.start({ ...options, guard: this.guard });
    this.onStop(() => n8n.stop());
    return n8n;
  }

  /** Newest first; what is only half started is ended by the guard. */
  stop(): Promise<void> {
    this.stopping ??= this.stopAll();
    return this.stopping;
  }

  private async stopAll(): Promise<void> {
    for (const stop of this.stops.splice(0).reverse()) await stop();
    await this.guard.close();
  }
}

/** Assembles a stand of parts. @throws Error when that fails; then nothing is left */
export async function assembleParts<P extends StandParts, T>(
  parts: P,
  assemble: (parts: P) => Promise<T>,
): Promise<T> {
  try {
    return await assemble(parts);
  } catch (error) {
    await parts.stop();
    throw error;
  }
}
