import type { Duplex } from 'node:stream';

/** A way to PostgreSQL that is not the network of this machine, such as an SSH connection. */
export interface Tunnel {
  /**
   * Opens a stream of bytes to an address as the far end sees it.
   * @throws WriteFailure with the lane and the cure when it cannot be opened
   */
  open(host: string, port: number): Promise<Duplex>;
  /** Told whenever bytes are sent, so that whoever owns the way knows that it is in use. */
  used(): void;
}
