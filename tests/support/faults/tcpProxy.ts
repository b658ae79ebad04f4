import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { type FaultPlan, PlannedFault } from './plannedFault';
import { type Cut, ProxySession } from './proxySession';

const HOST = '127.0.0.1';

/**
 * What happens to those who connect.
 * - `forward`: they reach the server.
 * - `blackHole`: the connection is made, and nothing ever answers.
 * - `reset`: it is cut with RST as soon as it is made.
 */
export type Reception = 'forward' | 'blackHole' | 'reset';

/**
 * A TCP proxy in front of a PostgreSQL server that does harm on request, and counts it, so that a
 * test can assert that the fault really happened.
 */
export class TcpProxy {
  /** How often each happened; faults of statements are counted by their plan too. */
  readonly counts = { accepted: 0, blackHoled: 0, resetAtConnect: 0, cut: 0 };
  reception: Reception = 'forward';
  private readonly planned: PlannedFault[] = [];
  private readonly sessions = new Map<Socket, ProxySession>();
  private readonly swallowed = new Set<Socket>();

  private constructor(
    private readonly listener: Server,
    readonly port: number,
    private readonly target: { readonly host: string; readonly port: number },
  ) {
    listener.on('connection', (client: Socket) => this.receive(client));
  }

  readonly host = HOST;

  static async start(target: { readonly port: number; readonly host?: string }): Promise<TcpProxy> {
    const listener = createServer({ allowHalfOpen: true, noDelay: true });
    listener.listen(0, HOST);
    await once(listener, 'listening');
    const { port } = listener.address() as AddressInfo;
    return new TcpProxy(listener, port, { host: HOST, ...target });
  }

  /** Lets a fault happen to the next statement that matches (or the next `times`). */
  plan(plan: FaultPlan): PlannedFault {
    const planned = new PlannedFault(plan);
    this.planned.push(planned);
    return planned;
  }

  /** Forgets every plan, lets go what is held, and forwards those who connect from now on. */
  calm(): void {
    for (const planned of this.planned.splice(0)) planned.release();
    this.reception = 'forward';
  }

  /** Cuts every connection now. @returns how many */
  cutAll(how: Cut): number {
    const live = [...this.sessions.values()];
    for (const session of live) session.cut(how);
    this.counts.cut += live.length;
    return live.length;
  }

  /** From now on nothing passes on any connection that is there. */
  silenceAll(): void {
    for (const session of this.sessions.values()) session.silence();
  }

  /** Nobody listens any more: who connects is refused. Connections that are there stay. */
  refuse(): void {
    this.listener.close();
  }

  /** Listens again, on the same port. */
  async accept(): Promise<void> {
    this.listener.listen(this.port, HOST);
    await once(this.listener, 'listening');
  }

  async end(): Promise<void> {
    this.calm();
    for (const session of this.sessions.values()) session.destroy();
    for (const client of this.swallowed) client.destroy();
    if (!this.listener.listening) return;
    const closed = once(this.listener, 'close');
    this.listener.close();
    await closed;
  }

  private receive(client: Socket): void {
    this.counts.accepted++;
    if (this.reception === 'reset') {
      this.counts.resetAtConnect++;
      client.resetAndDestroy();
      return;
    }
    if (this.reception === 'blackHole') return this.swallow(client);
    const session = new ProxySession(client, this.target, (sql) => this.faultFor(sql));
    this.sessions.set(client, session);
    client.on('close', () => this.sessions.delete(client));
  }

  private swallow(client: Socket): void {
    this.counts.blackHoled++;
    this.swallowed.add(client);
    client.on('close', () => this.swallowed.delete(client));
    client.on('error', () => undefined);
    client.on('end', () => client.end());
    client.resume();
  }

  private faultFor(sql: string): PlannedFault | undefined {
    return this.planned.find((planned) => planned.meets(sql));
  }
}
