import type { WritableEvent } from '../../nodes/core/activity/activityEvent';
import type { EventSink, SinkReceipt } from '../../nodes/core/sinks/eventSink';

/** A sink that keeps events in memory: all of a batch or none, once per id. */
export class MemorySink implements EventSink {
  readonly stored = new Map<string, WritableEvent>();
  /** Sizes of the batches that were tried. */
  readonly batches: number[] = [];
  /** Called for each event before a batch is kept; throws to refuse the batch. */
  onEvent: (event: WritableEvent) => void = () => undefined;

  async write(events: readonly WritableEvent[]): Promise<SinkReceipt[]> {
    this.batches.push(events.length);
    await Promise.resolve();
    events.forEach((event) => this.onEvent(event));
    return events.map((event) => this.keep(event));
  }

  private keep(event: WritableEvent): SinkReceipt {
    const earlier = this.stored.get(event.id);
    if (earlier === undefined) this.stored.set(event.id, event);
    const isSame = earlier?.payloadHash === event.payloadHash;
    const repeated = isSame ? 'duplicate' : 'conflict';
    const outcome = earlier === undefined ? 'written' : repeated;
    return { outcome, eventId: event.id, warning: null };
  }
}
