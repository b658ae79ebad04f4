import type { WritableEvent } from '../../nodes/core/activity/activityEvent';
import type {
  EventSink,
  ReplayReceipt,
  ReplaySink,
  SinkReceipt,
  WriteLimits,
} from '../../nodes/core/sinks/eventSink';

/** A sink that keeps events in memory: all of a batch or none, once per id. */
export class MemorySink implements EventSink, ReplaySink {
  /** As many as may run beside each other. */
  writesAtOnce = 1;
  readonly stored = new Map<string, WritableEvent>();
  /** Sizes of the batches that were tried. */
  readonly batches: number[] = [];
  /** Ids of events that another worker is writing. */
  readonly busy = new Set<string>();
  /** Called for each event before a batch is kept; throws to refuse the batch. */
  onEvent: (event: WritableEvent) => void = () => undefined;
  /** Called when a batch is kept; throws as a connection that is cut after COMMIT. */
  onKept: () => void = () => undefined;

  async write(events: readonly WritableEvent[]): Promise<SinkReceipt[]> {
    await this.begin(events);
    const receipts = events.map((event) => this.keep(event, this.stored));
    this.onKept();
    return receipts;
  }

  async replay(
    events: readonly WritableEvent[],
    _: WriteLimits,
    { dryRun }: { readonly dryRun: boolean },
  ): Promise<ReplayReceipt[]> {
    await this.begin(events);
    const place = dryRun ? new Map(this.stored) : this.stored;
    const receipts = events.map((event) =>
      this.busy.has(event.id) ? ({ outcome: 'busy' } as const) : this.keep(event, place),
    );
    this.onKept();
    return receipts;
  }

  private async begin(events: readonly WritableEvent[]): Promise<void> {
    this.batches.push(events.length);
    await Promise.resolve();
    events.forEach((event) => this.onEvent(event));
  }

  private keep(event: WritableEvent, place: Map<string, WritableEvent>): SinkReceipt {
    const earlier = place.get(event.id);
    if (earlier === undefined) place.set(event.id, event);
    const isSame = earlier?.payloadHash === event.payloadHash;
    const repeated = isSame ? 'duplicate' : 'conflict';
    const outcome = earlier === undefined ? 'written' : repeated;
    return { outcome, eventId: event.id, warning: null };
  }
}
