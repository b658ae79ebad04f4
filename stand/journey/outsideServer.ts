import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';
import type { Answer } from '../services/localServer';
import type { Outside } from './outside';

const REPORT_EVERY_MS = 1000;

const replySchema = z.object({ phone: z.string(), text: z.string() });
const bookingSchema = z.object({ email: z.string(), name: z.string() });

/** Lets a person at a terminal do what leads do, and reports every message as delivered. */
export class OutsideServer {
  private readonly reporting: NodeJS.Timeout;

  private constructor(
    private readonly outside: Outside,
    private readonly server: Server,
  ) {
    server.on('request', (request, response) => void this.serve(request, response));
    this.reporting = setInterval(() => void this.report(), REPORT_EVERY_MS);
  }

  /** On any free port of the loopback address. */
  static async start(outside: Outside): Promise<OutsideServer> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new OutsideServer(outside, server);
  }

  get address(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    clearInterval(this.reporting);
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** n8n may be just stopping: nobody waits for a receipt. */
  private async report(): Promise<void> {
    try {
      await this.outside.reportDeliveries();
    } catch (error) {
      process.stderr.write(`A receipt did not reach n8n: ${String(error)}\n`);
    }
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const answer = (status: number, body: unknown): void => {
      response.writeHead(status, { 'Content-Type': 'application/json' });
      response.end(`${JSON.stringify(body)}\n`);
    };
    try {
      const answers = await this.act(request.url ?? '', JSON.parse(await textOf(request)));
      answer(200, { n8nAnswered: answers });
    } catch (error) {
      answer(400, { error: error instanceof Error ? error.message : String(error) });
    }
  }

  private async act(path: string, body: unknown): Promise<Answer[]> {
    if (path === '/reply') {
      const { phone, text } = replySchema.parse(body);
      return this.outside.reply(phone, text);
    }
    if (path !== '/book') throw new Error('There is /reply and /book.');
    const { email, name } = bookingSchema.parse(body);
    return [await this.outside.book(email, name)];
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}
