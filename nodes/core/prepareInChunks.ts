import type { ExecutionDeadlines } from './delivery/executionDeadlines';
import type { CircuitBreaker } from './delivery/circuitBreaker';
import type { RetryPolicy } from './delivery/retryPolicy';
import type { Clock } from './ports';
import {
  type LogRequest,
  type PreparedEvent,
  prepareEvents,
  type PrepareParts,
} from './prepareEvents';
import { type AskForTypes, TypeKnowledge } from './typeKnowledge';

/** Requests that are read when their turn comes, each once, in order. An array is one too. */
export interface RequestSource {
  readonly length: number;
  at(index: number): LogRequest | undefined;
}

export interface ChunkParts extends Omit<PrepareParts, 'registeredTypes' | 'clock'> {
  readonly clock: Clock;
  readonly registeredTypes: AskForTypes;
  readonly breaker: CircuitBreaker;
  readonly policy: RetryPolicy;
}

/** Prepares as many events at a time as one statement takes, so that memory holds no more. */
export async function* prepareInChunks(
  requests: RequestSource,
  parts: ChunkParts,
  deadlines: ExecutionDeadlines,
): AsyncGenerator<PreparedEvent[]> {
  const { clock, breaker, policy } = parts;
  const types = new TypeKnowledge({
    ask: (wanted) => parts.registeredTypes(wanted, deadlines.database),
    mayAsk: () => breaker.isClosed && clock.elapsed() < deadlines.database,
  });
  const registeredTypes: PrepareParts['registeredTypes'] = (wanted) => types.about(wanted);
  for (let start = 0; start < requests.length; start += policy.batchSize) {
    const end = Math.min(requests.length, start + policy.batchSize);
    const chunk = deadlines.whileReading(() => readBetween(requests, start, end));
    yield prepareEvents(chunk, { ...parts, registeredTypes });
  }
}

function readBetween(requests: RequestSource, start: number, end: number): LogRequest[] {
  return Array.from({ length: end - start }, (_, offset) => {
    const request = requests.at(start + offset);
    if (request === undefined) throw new RangeError(`There is no request ${start + offset}.`);
    return request;
  });
}
