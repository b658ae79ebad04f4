import type { HttpClient, HttpRequest, HttpResponse } from '../../nodes/core/ports';
import type { ListedEntry, QueueEntry } from '../../nodes/core/retryQueue/queueEntry';
import type {
  Claim,
  ClaimRequest,
  ListRequest,
  PurgeCounts,
  PurgeRequest,
  PutResult,
  RetryStore,
  Settlement,
  StoreStatus,
} from '../../nodes/core/retryQueue/retryStore';
import type { WritableEvent } from '../../nodes/core/activity/activityEvent';
import { WriteFailure } from '../../nodes/core/writeFailure';
import type {
  EventSink,
  ReplayReceipt,
  ReplaySink,
  SinkReceipt,
  WriteLimits,
} from '../../nodes/core/sinks/eventSink';
import { failureName, type Tally } from './tally';

/** A sink that counts the failures of another by their code. */
export class ObservedSink implements EventSink, ReplaySink {
  constructor(
    private readonly sink: EventSink & ReplaySink,
    private readonly tally: Tally,
  ) {}

  write(events: readonly WritableEvent[], limits: WriteLimits): Promise<SinkReceipt[]> {
    return this.counting(this.sink.write(events, limits));
  }

  replay(...given: Parameters<ReplaySink['replay']>): Promise<ReplayReceipt[]> {
    return this.counting(this.sink.replay(...given));
  }

  private async counting<T>(answer: Promise<T>): Promise<T> {
    try {
      return await answer;
    } catch (error) {
      if (error instanceof WriteFailure) {
        this.tally.add(failureName(error.code));
        if (error.ambiguous) this.tally.add('unanswered');
      }
      throw error;
    }
  }
}

/** A store that counts what another did not take, and claims that it did not settle. */
export class ObservedStore implements RetryStore {
  /** @param times how many times as fast the store's clock runs as the caller's */
  constructor(
    private readonly store: RetryStore,
    private readonly tally: Tally,
    private readonly times = 1,
  ) {}

  get name() {
    return this.store.name;
  }

  async put(entries: readonly QueueEntry[], deadline: number): Promise<PutResult> {
    const put = this.store.put(entries, deadline * this.times);
    const result = await this.counting(notPut(this.name), put);
    if (result.left.length > 0) this.tally.add(notPut(this.name));
    return result;
  }

  claimDue(request: ClaimRequest): Promise<Claim> {
    return this.store.claimDue(request);
  }

  settle(claim: Claim, settlements: readonly Settlement[], now: Date): Promise<number> {
    const settled = this.store.settle(claim, settlements, now);
    return this.counting(notSettled(this.name), settled);
  }

  status(...given: Parameters<RetryStore['status']>): Promise<StoreStatus> {
    return this.store.status(...given);
  }

  list(request: ListRequest): Promise<ListedEntry[]> {
    return this.store.list(request);
  }

  purge(request: PurgeRequest): Promise<PurgeCounts> {
    return this.store.purge(request);
  }

  async settledElsewhere(settlements: readonly Settlement[], now: Date): Promise<void> {
    await this.store.settledElsewhere?.(settlements, now);
  }

  private async counting<T>(name: string, answer: Promise<T>): Promise<T> {
    try {
      return await answer;
    } catch (error) {
      this.tally.add(name);
      throw error;
    }
  }
}

/** A client that counts the answers of a service by their status. */
export class ObservedHttp implements HttpClient {
  constructor(
    private readonly http: HttpClient,
    private readonly tally: Tally,
    private readonly service: string,
  ) {}

  async send(request: HttpRequest): Promise<HttpResponse> {
    try {
      const answer = await this.http.send(request);
      this.tally.add(answerName(this.service, answer.status));
      return answer;
    } catch (error) {
      this.tally.add(answerName(this.service, 'none'));
      throw error;
    }
  }
}

/** The name under which puts are counted that a store did not take whole. */
export function notPut(store: string): string {
  return `not put ${store}`;
}

/** The name under which claims are counted whose settlement failed. */
export function notSettled(store: string): string {
  return `not settled ${store}`;
}

/** The name under which the answers of a service are counted; `none`: it did not answer. */
export function answerName(service: string, status: number | 'none'): string {
  return `answer ${service} ${status}`;
}
