import { z } from 'zod';
import { type Answer, LocalServer, type Received } from '../services/localServer';
import type { Outside } from './outside';

const REPORT_EVERY_MS = 1000;

const replySchema = z.object({ phone: z.string(), text: z.string() });
const bookingSchema = z.object({ email: z.string(), name: z.string() });

/** Lets a person at a terminal do what leads do, and reports every message as delivered. */
export class OutsideServer {
  private readonly reporting: NodeJS.Timeout;

  private constructor(
    private readonly outside: Outside,
    private readonly server: LocalServer,
  ) {
    this.reporting = setInterval(() => void this.report(), REPORT_EVERY_MS);
  }

  /** On any free port of the loopback address. */
  static async start(outside: Outside): Promise<OutsideServer> {
    const server = await LocalServer.start((received) => answerFor(outside, received));
    return new OutsideServer(outside, server);
  }

  get address(): string {
    return this.server.origin;
  }

  async stop(): Promise<void> {
    clearInterval(this.reporting);
    await this.server.stop();
  }

  /** n8n may be just stopping: nobody waits for a receipt. */
  private async report(): Promise<void> {
    try {
      await this.outside.reportDeliveries();
    } catch (error) {
      process.stderr.write(`A receipt did not reach n8n: ${String(error)}\n`);
    }
  }
}

async function answerFor(outside: Outside, { url, body }: Received): Promise<Answer> {
  try {
    return { status: 200, body: { n8nAnswered: await act(outside, url.pathname, body) } };
  } catch (error) {
    return { status: 400, body: { error: error instanceof Error ? error.message : String(error) } };
  }
}

async function act(outside: Outside, path: string, body: string): Promise<Answer[]> {
  if (path === '/reply') {
    const { phone, text } = replySchema.parse(JSON.parse(body));
    return outside.reply(phone, text);
  }
  if (path !== '/book') throw new Error('There is /reply and /book.');
  const { email, name } = bookingSchema.parse(JSON.parse(body));
  return [await outside.book(email, name)];
}
