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

/** What a server does with a request; what it throws is answered as 500. */
type Respond = (received: Received) => Reply | Promise<Reply>;

/** An HTTP server on the loopback address. */
export class LocalServer {
  private readonly server = createServer((request, response) => {
    void this.serve(request, response);
  });

  private constructor(private readonly respond: Respond) {}

  /** @param port 0: any free one */
  static async start(respond: Respond, port = 0): Promise<LocalServer> {
    const local = new LocalServer(respond);
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
    const reply = await this.replyTo(request);
    if (reply === 'hang') return;
    if (reply === 'reset') return void request.socket.resetAndDestroy();
    const { status, body, mediaType = 'application/json', headers = {} } = reply;
    const isPage = typeof body === 'string';
    const type = isPage ? 'text/html' : `${mediaType};charset=utf-8`;
    response.writeHead(status, { 'Content-Type': type, ...headers });
    response.end(isPage ? body : JSON.stringify(body));
  }

  /** A mistake of a service ends one request, not the process. */
  private async replyTo(request: IncomingMessage): Promise<Reply> {
    try {
      return await this.respond({
        method: request.method ?? '',
        url: new URL(request.url ?? '', this.origin),
        headers: request.headers,
        body: await bodyOf(request),
      });
    } catch (error) {
      return { status: 500, body: { error: String(error) } };
    }
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}
