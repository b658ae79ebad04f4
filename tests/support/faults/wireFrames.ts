/** One message of PostgreSQL's protocol, version 3. */
export interface WireFrame {
  /** The type byte as a letter; empty for the first message of a client, which has none. */
  readonly type: string;
  readonly bytes: Buffer;
}

const TYPE = 1;
const LENGTH = 4;
const TLS_REQUEST = 80_877_103;

/** Cuts a stream of bytes into messages; what is not complete yet waits for the next chunk. */
export class WireFrames {
  private rest = Buffer.alloc(0);

  /** @param startsUntyped true for a client's stream: its first message has no type byte */
  constructor(private startsUntyped: boolean) {}

  take(chunk: Buffer): WireFrame[] {
    this.rest = Buffer.concat([this.rest, chunk]);
    const frames: WireFrame[] = [];
    for (let frame = this.next(); frame !== undefined; frame = this.next()) frames.push(frame);
    return frames;
  }

  private next(): WireFrame | undefined {
    const head = this.startsUntyped ? 0 : TYPE;
    if (this.rest.length < head + LENGTH) return undefined;
    const length = head + this.rest.readUInt32BE(head);
    if (this.rest.length < length) return undefined;
    const bytes = this.rest.subarray(0, length);
    this.rest = this.rest.subarray(length);
    this.startsUntyped = false;
    return { type: bytes.toString('latin1', 0, head), bytes };
  }
}

/** Whether a client's first message asks for TLS: nothing after it can be read. */
export function asksForTls(frame: WireFrame): boolean {
  return (
    frame.type === '' && frame.bytes.length === 8 && frame.bytes.readUInt32BE(4) === TLS_REQUEST
  );
}

/** The SQL of a client's Query or Parse message, or undefined. */
export function sqlOf({ type, bytes }: WireFrame): string | undefined {
  const head = TYPE + LENGTH;
  if (type === 'Q') return bytes.toString('utf8', head, bytes.length - 1);
  if (type !== 'P') return undefined;
  const start = bytes.indexOf(0, head) + 1;
  return bytes.toString('utf8', start, bytes.indexOf(0, start));
}

/** The command tag of a server's CommandComplete message, e.g. `COMMIT`, or undefined. */
export function tagOf({ type, bytes }: WireFrame): string | undefined {
  if (type !== 'C') return undefined;
  return bytes.toString('latin1', TYPE + LENGTH, bytes.length - 1);
}

/** A client's Query message with this SQL. */
export function queryFrame(sql: string): Buffer {
  const text = Buffer.from(`${sql}\0`, 'utf8');
  const head = Buffer.alloc(TYPE + LENGTH);
  head.write('Q', 'latin1');
  head.writeUInt32BE(LENGTH + text.length, TYPE);
  return Buffer.concat([head, text]);
}
