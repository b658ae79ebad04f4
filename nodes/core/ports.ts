import type { JsonValue } from './json';

/**
 * What core asks of the world. Every implementation is handed in as an argument, so that a test
 * can hand in a fake and no file of core reaches for a timer, a date or a random number itself.
 */

/** Wall time, monotonic time and waiting. */
export interface Clock {
  /** The present, to the millisecond. */
  now(): Date;
  /** Milliseconds from an arbitrary start; never goes back when the wall clock is set. */
  elapsed(): number;
  /** Resolves after `milliseconds`, or at once when `signal` is or becomes aborted. Never rejects. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

/** Where notices for the operator go. Messages carry neither secrets nor lead data. */
export interface Logger {
  debug(message: string, context?: Record<string, unknown>): void;
  info(message: string, context?: Record<string, unknown>): void;
  warn(message: string, context?: Record<string, unknown>): void;
  error(message: string, context?: Record<string, unknown>): void;
}

/** Randomness: for ids that have no stable identity, claim tokens and jitter. */
export interface RandomSource {
  /** `count` random bytes. */
  bytes(count: number): Uint8Array;
  /** A number in [0, 1). */
  fraction(): number;
}

/** One HTTP call to a service. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: JsonValue;
  /** Milliseconds for the whole call, connecting included. */
  readonly timeout: number;
}

/** An answer, whatever its status. */
export interface HttpResponse {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed when it is JSON, else the text. */
  readonly body: unknown;
}

/** Calls services over HTTP. */
export interface HttpClient {
  /** @throws HttpFailure (core/http) when no answer came; every status is an answer */
  send(request: HttpRequest): Promise<HttpResponse>;
}
