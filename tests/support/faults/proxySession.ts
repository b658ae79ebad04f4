import { connect, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { PlannedFault } from './plannedFault';
import { asksForTls, queryFrame, sqlOf, tagOf, type WireFrame, WireFrames } from './wireFrames';

/** How a connection is cut: at once with RST, or in order with FIN. */
export type Cut = 'reset' | 'finish';

type Answers = 'pass' | 'drop' | 'hold' | 'mute';

/** One client's connection through the proxy, and the one to the server that belongs to it. */
export class ProxySession {
  private readonly server: Socket;
  private readonly fromClient = new WireFrames(true);
  private isOpaque = false;
  private isDeaf = false;
  private answers: Answers = 'pass';
  private held: Buffer[] = [];
  /** Messages pass one after the other, also when one of them waits. */
  private queue: Promise<void> = Promise.resolve();

  constructor(
    private readonly client: Socket,
    target: { readonly host: string; readonly port: number },
    private readonly faultFor: (sql: string) => PlannedFault | undefined,
  ) {
    this.server = connect({ ...target, allowHalfOpen: true, noDelay: true });
    client.on('data', (chunk: Buffer) => this.take(chunk));
    client.on('end', () => this.inTurn(() => void this.server.end()));
    // What was held still reaches the server when the client has gone.
    client.on('close', () => this.inTurn(() => void this.server.end()));
    this.server.on('end', () => this.passEnd());
    this.server.on('close', () => this.passEnd());
    // A cut is the point of the proxy: 'close' follows each of these.
    client.on('error', () => undefined);
    this.server.on('error', () => {
      // A server that is not there: a FIN would look like one that answered and went.
      if (this.server.connecting || this.server.bytesRead === 0) client.resetAndDestroy();
    });
    this.server.on('data', (chunk: Buffer) => this.answer(chunk));
  }

  cut(how: Cut): void {
    if (how === 'reset') this.client.resetAndDestroy();
    else this.client.end();
    this.isDeaf = true;
    this.server.destroy();
  }

  destroy(): void {
    this.client.destroy();
    this.server.destroy();
  }

  /** Nothing passes any more, in either direction; both connections stay open. */
  silence(): void {
    this.isDeaf = true;
    this.answers = 'mute';
  }

  private take(chunk: Buffer): void {
    if (this.isOpaque) return this.forward(chunk);
    for (const frame of this.fromClient.take(chunk)) {
      if (asksForTls(frame)) this.isOpaque = true;
      this.inTurn(() => this.pass(frame));
    }
  }

  private inTurn(step: () => void | Promise<void>): void {
    this.queue = this.queue.then(step);
  }

  private async pass(frame: WireFrame): Promise<void> {
    if (this.isDeaf) return;
    const sql = sqlOf(frame);
    const planned = sql === undefined ? undefined : this.faultFor(sql);
    if (planned === undefined) this.forward(frame.bytes);
    else await this.befall(frame, planned);
  }

  private async befall({ bytes }: WireFrame, planned: PlannedFault): Promise<void> {
    const { fault } = planned;
    switch (fault.kind) {
      case 'reset':
      case 'finish':
        return this.cut(fault.kind);
      case 'blackHole':
        return this.silence();
      case 'swallowAnswer':
        this.answers = 'drop';
        this.cutAfterAnswer(planned);
        break;
      case 'muteAnswer':
        this.answers = 'mute';
        break;
      case 'holdAnswer':
        this.answers = 'hold';
        void planned.untilReleased().then(() => this.letGo());
        break;
      case 'holdRequest':
        await planned.untilReleased();
        break;
      case 'delay':
        await wait(fault.milliseconds);
        break;
      case 'replace':
        return this.forward(queryFrame(fault.by));
    }
    this.forward(bytes);
  }

  private forward(bytes: Buffer): void {
    if (!this.isDeaf && this.server.writable) this.server.write(bytes);
  }

  private answer(chunk: Buffer): void {
    if (this.answers === 'pass' && this.client.writable) this.client.write(chunk);
    if (this.answers === 'hold') this.held.push(chunk);
  }

  private letGo(): void {
    this.answers = 'pass';
    for (const chunk of this.held.splice(0)) this.answer(chunk);
    if (this.server.readableEnded) this.client.end();
  }

  /** ReadyForQuery ends an answer: until it came, the server is not done. */
  private cutAfterAnswer(planned: PlannedFault): void {
    const frames = new WireFrames(false);
    this.server.on('data', (chunk: Buffer) => {
      for (const frame of frames.take(chunk)) {
        const tag = tagOf(frame);
        if (tag !== undefined) planned.swallowed.push(tag);
        if (frame.type === 'Z') this.cut('reset');
      }
    });
  }

  private passEnd(): void {
    if (this.answers === 'pass') this.client.end();
    if (this.answers === 'drop') this.client.resetAndDestroy();
  }
}
