import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

const HOST = '127.0.0.1';

/** Passes bytes to a local port, whatever protocol they speak, until it is told otherwise. */
export class Relay {
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly listener: Server,
    readonly port: number,
  ) {}

  static async start(target: number): Promise<Relay> {
    const listener = createServer();
    listener.listen(0, HOST);
    await once(listener, 'listening');
    const relay = new Relay(listener, (listener.address() as AddressInfo).port);
    listener.on('connection', (client: Socket) => relay.join(client, connect(target, HOST)));
    return relay;
  }

  /** How many connections there are. */
  get connections(): number {
    return this.sockets.size / 2;
  }

  /** Cuts every connection now; who connects anew is served. */
  cut(): void {
    for (const socket of this.sockets) socket.resetAndDestroy();
  }

  /** Nothing passes any more on the connections that are there; they stay open. */
  silence(): void {
    for (const socket of this.sockets) {
      socket.unpipe();
      socket.removeAllListeners('data');
      socket.resume();
    }
  }

  /** Nobody listens: who connects is refused. */
  refuse(): void {
    this.listener.close();
  }

  /** Listens again, on the same port. */
  async accept(): Promise<void> {
    this.listener.listen(this.port, HOST);
    await once(this.listener, 'listening');
  }

  end(): void {
    for (const socket of this.sockets) socket.destroy();
    this.listener.close();
  }

  private join(client: Socket, server: Socket): void {
    for (const [socket, other] of [
      [client, server],
      [server, client],
    ] as const) {
      this.sockets.add(socket);
      socket.pipe(other);
      // A cut is the point of a relay, and 'close' follows it.
      socket.on('error', () => undefined);
      socket.on('close', () => {
        this.sockets.delete(socket);
        other.destroy();
      });
    }
  }
}
