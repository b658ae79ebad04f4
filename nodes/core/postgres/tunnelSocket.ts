import { Duplex } from 'node:stream';
import type { Tunnel } from './tunnel';

type Done = (error?: Error | null) => void;

/**
 * What pg takes for a socket (its option `stream`), over a tunnel. No port listens anywhere, the
 * certificate is checked against PostgreSQL's own host name, and pg is told the tunnel's errors as
 * they are.
 */
export class TunnelSocket extends Duplex {
  private channel: Duplex | undefined;

  constructor(private readonly tunnel: Tunnel) {
    super({ allowHalfOpen: false });
  }

  /** As `net.Socket.connect`: emits `connect`, or `error` and `close`. */
  connect(port: number, host: string): this {
    this.tunnel.open(host, port).then(
      (channel) => this.attach(channel),
      (error: unknown) => this.destroy(error as Error),
    );
    return this;
  }

  /** A channel has no such settings; pg asks every socket for them. */
  setNoDelay(): this {
    return this;
  }

  setKeepAlive(): this {
    return this;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  override _read(): void {
    this.channel?.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: Done): void {
    if (this.channel === undefined) return done(new Error('The tunnel is not open.'));
    this.tunnel.used();
    this.channel.write(chunk, done);
  }

  override _final(done: Done): void {
    this.channel?.end();
    done();
  }

  override _destroy(error: Error | null, done: Done): void {
    this.channel?.destroy();
    done(error);
  }

  private attach(channel: Duplex): void {
    channel.on('error', (error) => this.destroy(error));
    // Nobody waits any more for a channel that comes after the time limit.
    if (this.destroyed) {
      channel.destroy();
      return;
    }
    this.channel = channel;
    channel.on('data', (chunk) => {
      if (!this.push(chunk)) channel.pause();
    });
    channel.on('end', () => this.push(null));
    channel.on('close', () => this.destroy());
    this.emit('connect');
  }
}
