import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a service answers: an object is sent as JSON, a text as a page. */
export interface Answer {
  readonly status: number;
  readonly body: object | string;
  /** Of a JSON body; `application/json` unless given. */
  readonly mediaType?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A request with its whole body. */
export interface Received {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** `hang`: no answer ever. `reset`: the connection breaks. */
export type Reply = Answer | 'hang' | 'reset';

/** An HTTP server on the loopback address. */
export class LocalServer {
  private readonly server = createServer((request, response) => {
    void this.serve(request, response);
  });

  private constructor(private readonly reply: (received: Received) => Reply) {}

  /** @param port 0: any free one */
  static async start(reply: (received: Received) => Reply, port = 0): Promise<LocalServer> {
    const local = new LocalServer(reply);
    local.server.listen(port, '127.0.0.1');
    await once(local.server, 'listening');
    return local;
  }

  /** Without a slash at its end. */
  get origin(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Breaks every connection, also of requests that still wait. */
  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const received = {
      method: request.method ?? '',
      url: new URL(request.url ?? '', this.origin),
      headers: request.headers,
      body: await bodyOf(request),
    };
    const reply = this.reply(received);
    if (reply === 'hang') return;
    if (reply === 'reset') return void request.socket.resetAndDestroy();
    const { status, body, mediaType = 'application/json', headers = {} } = reply;
    const isPage = typeof body === 'string';
    const type = isPage ? 'text/html' : `${mediaType};charset=utf-8`;
    response.writeHead(status, { 'Content-Type': type, ...headers });
    response.end(isPage ? body : JSON.stringify(body));
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}
