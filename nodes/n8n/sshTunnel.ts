import type { Duplex } from 'node:stream';
import type { SSHCredentials } from 'n8n-workflow';
import type { Clock } from '../core/ports';
import type { Tunnel } from '../core/postgres/tunnel';
import { systemClock } from '../core/systemClock';
import { sshFailure, sshTimeout } from './sshFailure';

/** The part of ssh2's `Client` that is used here; its types are not among n8n's dependencies. */
interface SshClient {
  forwardOut(
    fromHost: string,
    fromPort: number,
    toHost: string,
    toPort: number,
    done: (error: Error | undefined, channel: Duplex) => void,
  ): unknown;
  /** Exchanges new keys. */
  rekey(done: () => void): void;
  /** Cuts the connection at once. */
  destroy(): unknown;
  once(event: 'close', listener: () => void): unknown;
}

/** n8n's `helpers` in execute, loadOptions and credential tests; webhook and poll have none. */
export interface SshHelpers {
  getSSHClient(account: SSHCredentials): Promise<SshClient>;
  updateLastUsed(client: SshClient): void;
}

/** Below the pool's own limit, which knows nothing of SSH. */
const OPEN_LIMIT_MS = 2500;
/** For a sign of life of a client that opened no channel in time. */
const ALIVE_LIMIT_MS = 2000;
/** What the SSH server is told about where the connection comes from. */
const LOOPBACK = '127.0.0.1';

/**
 * The way to PostgreSQL over n8n's own SSH clients. n8n keeps one client per SSH account for all
 * nodes and ends it after five idle minutes, so it is asked for anew whenever a channel is opened
 * and never ended here: a lost one is opened again by the next use.
 */
export class SshTunnel implements Tunnel {
  private client: SshClient | undefined;

  constructor(
    private readonly account: SSHCredentials,
    private readonly helpers: SshHelpers,
    private readonly clock: Clock = systemClock,
  ) {}

  async open(host: string, port: number): Promise<Duplex> {
    return this.openChannel(host, port).catch((error: unknown) =>
      Promise.reject(sshFailure(error)),
    );
  }

  used(): void {
    if (this.client !== undefined) this.helpers.updateLastUsed(this.client);
  }

  private async openChannel(host: string, port: number): Promise<Duplex> {
    const deadline = this.clock.elapsed() + OPEN_LIMIT_MS;
    const client = await this.inTime(deadline, this.helpers.getSSHClient(this.account));
    this.hold(client);
    const opening = forward(client, host, port);
    return this.inTime(deadline, opening, () => {
      opening.then((late) => late.destroy(), ignoreLate);
      void this.giveUpWhenSilent(client);
    });
  }

  private hold(client: SshClient): void {
    if (this.client === client) return;
    this.client = client;
    client.once('close', () => {
      if (this.client === client) this.client = undefined;
    });
  }

  /**
   * A server that is cut off without a word is known by its silence: exchanging keys needs an answer.
   * When only PostgreSQL behind it is silent, other nodes' connections through it stay as they are.
   */
  private async giveUpWhenSilent(client: SshClient): Promise<void> {
    const alive = new Promise<void>((resolve) => client.rekey(() => resolve()));
    try {
      await this.inTime(this.clock.elapsed() + ALIVE_LIMIT_MS, alive);
    } catch {
      client.destroy();
    }
  }

  private async inTime<T>(
    deadline: number,
    answer: Promise<T>,
    onTimeUp: () => void = ignoreLate,
  ): Promise<T> {
    const waiting = new AbortController();
    const remaining = Math.max(0, deadline - this.clock.elapsed());
    const timeUp = this.clock.sleep(remaining, waiting.signal).then(() => {
      if (!waiting.signal.aborted) onTimeUp();
      throw sshTimeout();
    });
    try {
      return await Promise.race([answer, timeUp]);
    } finally {
      timeUp.catch(ignoreLate);
      answer.catch(ignoreLate);
      waiting.abort();
    }
  }
}

function forward(client: SshClient, host: string, port: number): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    client.forwardOut(LOOPBACK, 0, host, port, (error, channel) => {
      if (error === undefined) resolve(channel);
      else reject(error);
    });
  });
}

/** The race is decided: whichever side comes second has nobody left to tell. */
function ignoreLate(): void {}
