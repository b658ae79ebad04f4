import { createServer, type RequestListener, type Server } from 'node:http';
import {
  createServer as createTcpServer,
  type AddressInfo,
  type Server as TcpServer,
} from 'node:net';
import { gzipSync } from 'node:zlib';
import { AxiosHttpClient } from '../../../nodes/core/http/axiosHttpClient';
import { HttpFailure } from '../../../nodes/core/http/httpFailure';
import type { HttpRequest } from '../../../nodes/core/ports';
import { systemClock } from '../../../nodes/core/systemClock';
import { freePort } from '../../../stand/freePort';

/** Milliseconds after which a call counts as hanging. */
const PATIENCE = 5000;
const SECRET = 'pat-tr0ub4dor';
const client = new AxiosHttpClient(systemClock);
const open: Array<Server | TcpServer> = [];

afterEach(() => {
  for (const server of open.splice(0)) {
    if ('closeAllConnections' in server) server.closeAllConnections();
    server.close();
  }
});

async function listen(server: Server | TcpServer, host = '127.0.0.1') {
  open.push(server);
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const { port } = server.address() as AddressInfo;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

const serve = (answer: RequestListener, host?: string) => listen(createServer(answer), host);

function get(url: string, options: Partial<HttpRequest> = {}) {
  return client.send({ method: 'GET', url, timeout: 5000, ...options });
}

async function failureOf(call: Promise<unknown>): Promise<HttpFailure> {
  const error = await call.then(
    () => new Error('It answered.'),
    (reason: unknown) => reason,
  );
  if (error instanceof HttpFailure) return error;
  throw error;
}

describe('an HTTP call', () => {
  it('sends its body as JSON and gives back status, headers and the parsed answer', async () => {
    const url = await serve((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        const sent = Buffer.concat(parts).toString();
        const { method, headers } = request;
        response.writeHead(422, { 'Content-Type': 'application/json', 'Retry-After': '30' });
        response.end(JSON.stringify({ sent, method, type: headers['content-type'] }));
      });
    });
    const body = { text: 'Grüße 😀', list: [1, null] };
    const answer = await get(url, { method: 'PATCH', body });
    expect(answer).toMatchObject({ status: 422, headers: { 'retry-after': '30' } });
    expect(answer.body).toEqual({
      sent: JSON.stringify(body),
      method: 'PATCH',
      type: 'application/json',
    });
  });

  it.each([
    ['a word', 'ok'],
    ['a page', '<html>502</html>'],
    ['broken JSON', '{"a":'],
    ['nothing', ''],
    ['a number', '12'],
  ])('gives %s back as text', async (_, text) => {
    const url = await serve((_request, response) => response.writeHead(502).end(text));
    expect(await get(url)).toMatchObject({ status: 502, body: text });
  });

  it('reads JSON whatever its content type says', async () => {
    const url = await serve((_request, response) => response.end(' {"ok":false}'));
    expect((await get(url)).body).toEqual({ ok: false });
  });

  it('works over IPv6', async () => {
    const url = await serve((_request, response) => response.end('six'), '::1');
    expect((await get(url)).body).toBe('six');
  });

  it('does not follow a redirect, so that no credential goes astray', async () => {
    let seen = 0;
    const elsewhere = await serve((_request, response) => response.end(String(++seen)));
    const url = await serve((_request, response) =>
      response.writeHead(307, { Location: elsewhere }).end(),
    );
    const answer = await get(url, { headers: { Authorization: `Bearer ${SECRET}` } });
    expect(answer).toMatchObject({ status: 307, headers: { location: elsewhere } });
    expect(seen).toBe(0);
  });
});

describe('an HTTP call without an answer', () => {
  it('names the code of a refused connection, which cannot have arrived', async () => {
    const failure = await failureOf(get(`http://127.0.0.1:${await freePort()}`));
    expect(failure).toMatchObject({ code: 'ECONNREFUSED', ambiguous: false });
  });

  it('names a refusal on both addresses of a name', async () => {
    const failure = await failureOf(get(`http://localhost:${await freePort()}`));
    expect(failure).toMatchObject({ code: 'ECONNREFUSED', ambiguous: false });
  });

  it('may have arrived when the connection was reset after sending', async () => {
    const url = await serve((request) => request.socket.resetAndDestroy());
    expect(await failureOf(get(url))).toMatchObject({ code: 'ECONNRESET', ambiguous: true });
  });

  it.each([
    ['before it begins', false],
    ['in the middle', true],
  ])(
    'ends in time when the answer hangs %s',
    async (_, begins) => {
      const url = await serve((_request, response) => {
        if (begins) response.writeHead(200, { 'Content-Type': 'application/json' }).write('{"a":');
      });
      const start = performance.now();
      expect(await failureOf(get(url, { timeout: 150 }))).toMatchObject({
        code: 'no_answer',
        ambiguous: true,
      });
      expect(performance.now() - start).toBeLessThan(2000);
    },
    PATIENCE,
  );

  it(
    'ends in time when the answer trickles for ever',
    async () => {
      const url = await serve((_request, response) => {
        const trickle = setInterval(() => response.write('.'), 20);
        response.on('close', () => clearInterval(trickle));
      });
      const failure = await failureOf(get(url, { timeout: 200 }));
      expect(failure.code).toBe('no_answer');
    },
    PATIENCE,
  );

  it(
    'ends in time when TLS is never answered',
    async () => {
      const address = await listen(createTcpServer(() => undefined));
      const failure = await failureOf(get(address.replace('http:', 'https:'), { timeout: 150 }));
      expect(failure.code).toBe('no_answer');
    },
    PATIENCE,
  );

  it('is not even tried when no time is left', async () => {
    let seen = 0;
    const url = await serve((_request, response) => response.end(String(++seen)));
    const failure = await failureOf(get(url, { timeout: 0 }));
    expect(failure).toMatchObject({ code: 'no_answer', ambiguous: false });
    expect(seen).toBe(0);
  });

  it('gives up an answer that is larger than 16 MB, also when it comes packed', async () => {
    const packed = gzipSync(Buffer.alloc(17 * 1024 * 1024));
    const url = await serve((_request, response) =>
      response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(packed),
    );
    expect(await failureOf(get(url))).toMatchObject({ code: 'unusable_answer', ambiguous: true });
  });

  it('takes an answer of 15 MB', async () => {
    const text = 'x'.repeat(15 * 1024 * 1024);
    const url = await serve((_request, response) => response.end(text));
    expect((await get(url)).body).toHaveLength(text.length);
  });

  it.each([
    ['an address that is none', 'no address/pat-tr0ub4dor', {}],
    ['a token with a line break', 'http://127.0.0.1:9', { Authorization: `${SECRET}\n` }],
    ['a refused connection', `http://127.0.0.1:9/${SECRET}`, { Authorization: SECRET }],
  ])('says nothing secret about %s', async (_, url, headers) => {
    const failure = await failureOf(get(url, { method: 'POST', headers, body: { SECRET } }));
    const shown = [failure.stack, JSON.stringify(failure), String(failure.cause)].join('\n');
    expect(shown).not.toContain(SECRET);
    expect(failure.ambiguous).toBe(false);
  });
});
