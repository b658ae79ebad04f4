import { N8nProcess, type N8nProcessOptions } from './n8nProcess';

export interface N8nServerOptions extends N8nProcessOptions {
  readonly port: number;
}

/** n8n's last line of a start. Workflows that were published meanwhile follow (untilPublished.ts). */
const OPEN_LINE = 'Editor is now accessible';

/** A running n8n; it answers on the loopback address alone and calls nothing outside. */
export class N8nServer {
  private constructor(
    private readonly process: N8nProcess,
    readonly port: number,
  ) {}

  /** Starts n8n and waits until its migrations are done and it answers. */
  static async start(options: N8nServerOptions): Promise<N8nServer> {
    const { port } = options;
    const process = await N8nProcess.start(options, {
      args: ['start'],
      settings: {
        N8N_LISTEN_ADDRESS: '127.0.0.1',
        N8N_HOST: '127.0.0.1',
        N8N_PORT: `${port}`,
        N8N_SECURE_COOKIE: 'false',
      },
      readyLine: OPEN_LINE,
      isReady: () => isHealthy(port),
    });
    return new N8nServer(process, port);
  }

  get address(): string {
    return addressOf(this.port);
  }

  /** Stops n8n and its task runner and waits until both are gone. */
  stop(): Promise<void> {
    return this.process.stop();
  }
}

function addressOf(port: number): string {
  return `http://127.0.0.1:${port}`;
}

async function isHealthy(port: number): Promise<boolean> {
  try {
    const answer = await fetch(`${addressOf(port)}/healthz/readiness`);
    return answer.ok;
  } catch {
    return false;
  }
}
