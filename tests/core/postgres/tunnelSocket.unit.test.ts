import { once } from 'node:events';
import { type Duplex, duplexPair } from 'node:stream';
import type { Tunnel } from '../../../nodes/core/postgres/tunnel';
import { TunnelSocket } from '../../../nodes/core/postgres/tunnelSocket';

function tunnelTo(open: Tunnel['open']) {
  const tunnel = {
    open,
    uses: 0,
    used: () => {
      tunnel.uses++;
    },
  };
  return tunnel;
}

describe('a socket through a tunnel', () => {
  it('asks for the address that pg asks for, and passes bytes both ways', async () => {
    const [channel, server] = duplexPair();
    const asked: unknown[] = [];
    const tunnel = tunnelTo((host, port) => {
      asked.push(host, port);
      return Promise.resolve(channel);
    });
    const socket = new TunnelSocket(tunnel).setNoDelay().setKeepAlive().ref().unref();
    await once(socket.connect(5432, 'db.internal'), 'connect');
    socket.write('question');
    server.write('answer');
    expect(String((await once(socket, 'data'))[0])).toBe('answer');
    expect(String((await once(server, 'data'))[0])).toBe('question');
    expect(asked).toEqual(['db.internal', 5432]);
    expect(tunnel.uses).toBe(1);
    socket.destroy();
  });

  it('reports why the tunnel did not open, as it was reported', async () => {
    const refusal = new Error('no such key');
    const socket = new TunnelSocket(tunnelTo(() => Promise.reject(refusal)));
    const closed = once(socket, 'close').catch(() => undefined);
    const [error] = (await once(socket.connect(5432, 'db'), 'error')) as [unknown];
    expect(error).toBe(refusal);
    await closed;
    expect(socket.destroyed).toBe(true);
  });

  it('closes when the far end is lost, and when it ends', async () => {
    for (const lose of ['destroy', 'end'] as const) {
      const [channel, server] = duplexPair();
      const socket = new TunnelSocket(tunnelTo(() => Promise.resolve(channel)));
      await once(socket.connect(5432, 'db'), 'connect');
      socket.resume();
      const closed = once(socket, 'close');
      if (lose === 'destroy') channel.destroy();
      else server.end();
      await closed;
    }
  });

  it('reports the error of a channel', async () => {
    const [channel] = duplexPair();
    const socket = new TunnelSocket(tunnelTo(() => Promise.resolve(channel)));
    await once(socket.connect(5432, 'db'), 'connect');
    channel.destroy(new Error('cut'));
    expect(((await once(socket, 'error')) as [Error])[0].message).toBe('cut');
  });

  it('closes a channel that comes when nobody waits any more', async () => {
    const [channel] = duplexPair();
    let arrive = (_: Duplex): void => undefined;
    const opening = new Promise<Duplex>((resolve) => (arrive = resolve));
    const socket = new TunnelSocket(tunnelTo(() => opening));
    socket.connect(5432, 'db').destroy();
    const closed = once(channel, 'close');
    arrive(channel);
    await closed;
    expect(channel.destroyed).toBe(true);
  });

  it('refuses to write before it is open', async () => {
    const socket = new TunnelSocket(tunnelTo(() => new Promise(() => undefined)));
    socket.connect(5432, 'db').write('early');
    expect(((await once(socket, 'error')) as [Error])[0].message).toContain('not open');
  });
});
