import { once } from 'node:events';
import { PassThrough, type Readable } from 'node:stream';
import type { ClientBase } from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import type { InlinedStatement } from './inlineValues';
import type { PostgresClient, PostgresPool } from './pool';
import { planForStream } from './statements/planForStream';
import { type TransactionLimits, withTransaction } from './withTransaction';

/** What is done with the bytes of a COPY, and with an error of it. */
export interface CopyReader {
  /** Gets every chunk, in order; what it returns is passed on. */
  readonly convert: (chunk: Buffer) => Buffer;
  /** Puts an error into words; called at most once. */
  readonly wordError: (error: unknown) => Promise<Error>;
}

/**
 * Runs a COPY … TO STDOUT in a transaction of its own and streams what it gives: the server goes no
 * faster than the reader. The stream ends after COMMIT, and is destroyed with the worded error when
 * anything fails. Destroying the stream stops the COPY on the server.
 * @param statement the COPY
 * @returns the stream, once its first bytes are there or it has ended
 * @throws what `wordError` makes of an error before the first bytes
 */
export async function copyOut(
  pool: PostgresPool,
  limits: TransactionLimits,
  { statement, reader }: { statement: InlinedStatement; reader: CopyReader },
): Promise<Readable> {
  const out = new PassThrough();
  const gone = new AbortController();
  out.once('close', () => gone.abort());
  const signal = AbortSignal.any([gone.signal, ...(limits.signal ? [limits.signal] : [])]);
  let isStarted = (): void => undefined;
  const started = new Promise<void>((resolve) => (isStarted = resolve));
  const copied = withTransaction(pool, { ...limits, signal }, async (db, client) => {
    await planForStream(db);
    await pump(startCopy(client, statement), out, { convert: reader.convert, isStarted, signal });
  });
  await Promise.race([started, endedAfter(copied, out, reader)]);
  return out;
}

/** Ends the stream after COMMIT, or destroys it with the worded error, which it rejects with too. */
function endedAfter(
  copied: Promise<void>,
  out: PassThrough,
  { wordError }: Pick<CopyReader, 'wordError'>,
): Promise<void> {
  // Whoever reads is told all the same. Without a listener, an error before anybody does would end
  // the process.
  out.on('error', () => undefined);
  const finished = copied.then(
    () => void out.end(),
    async (error: unknown) => {
      const worded = await wordError(error);
      out.destroy(worded);
      throw worded;
    },
  );
  // After the first bytes the stream itself tells of an error.
  finished.catch(() => undefined);
  return finished;
}

/** pg takes a COPY stream in place of a query; our own type of a connection does not say so. */
function startCopy(client: PostgresClient, statement: InlinedStatement): Readable {
  return (client as unknown as ClientBase).query(copyTo(statement));
}

interface Pumping {
  readonly convert: (chunk: Buffer) => Buffer;
  readonly isStarted: () => void;
  readonly signal: AbortSignal;
}

async function pump(copy: Readable, out: PassThrough, parts: Pumping): Promise<void> {
  const { convert, isStarted, signal } = parts;
  for await (const chunk of copy as AsyncIterable<Buffer>) {
    // Nobody reads any more. What the server has sent is let go, so that it notices the cancel.
    if (signal.aborted) continue;
    const hasRoom = out.write(convert(chunk));
    isStarted();
    if (!hasRoom) await drained(out, signal);
  }
}

/** Resolves when there is room again, or when nobody reads any more. */
async function drained(out: PassThrough, signal: AbortSignal): Promise<void> {
  try {
    await once(out, 'drain', { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
