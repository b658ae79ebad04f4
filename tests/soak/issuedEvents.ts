import type { EventOrigin } from '../../nodes/core/activity/activityEvent';
import type { LogOutcome, LogReceipt } from '../../nodes/core/logReceipt';
import type { LogRequest } from '../../nodes/core/prepareEvents';
import type { RandomSource } from '../../nodes/core/ports';

/**
 * - `plain`: no key, a timestamp of its own. `keyed`: delivered again later, as webhooks are.
 * - `rival`: the key of another event with another payload; one of the two is parked.
 * - `early`: its lead arrives when the faults are over. `bad`: can never be written.
 */
export type IssuedKind = 'plain' | 'keyed' | 'rival' | 'early' | 'bad';

/** An event that a writer was asked to log, and what it was told of it. */
export interface IssuedEvent {
  /** In the event's message, so that every place can be searched for it. */
  readonly serial: string;
  readonly kind: IssuedKind;
  /** Events with the same dedupe key: one of them is written. */
  readonly group: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly outcomes: Set<LogOutcome>;
  /** A journal said that it has the event, whatever its process came to. */
  isPromised: boolean;
}

/** Milliseconds since 1970 from which events without a time of their own are told apart. */
const FIRST_MOMENT = Date.UTC(2026, 5, 1);
const WORDS = 'Grüße 😀 "quoted" \\ \u2028 \t end';

/** Everything that was issued in a run, by serial. */
export class IssuedEvents {
  readonly bySerial = new Map<string, IssuedEvent>();
  readonly earlyLeads: string[] = [];
  private readonly keyed: IssuedEvent[] = [];

  constructor(private readonly random: RandomSource) {}

  /** The next event, now and then an earlier keyed one again. */
  next(): IssuedEvent {
    const dice = this.random.fraction();
    if (dice < 0.06) return this.pick() ?? this.issue('keyed');
    if (dice < 0.2) return this.issue('keyed');
    if (dice < 0.22) return this.rivalOf(this.pick());
    if (dice < 0.23) return this.issue('early');
    if (dice < 0.24) return this.issue('bad');
    return this.issue('plain');
  }

  answer(event: IssuedEvent, receipt: LogReceipt): void {
    event.outcomes.add(receipt.outcome);
  }

  private issue(kind: IssuedKind, group?: string): IssuedEvent {
    const serial = String(this.bySerial.size + 1).padStart(7, '0');
    const key = group ?? `key ${serial}`;
    const event: IssuedEvent = {
      ...{ serial, kind, group: key, outcomes: new Set<LogOutcome>() },
      isPromised: false,
      input: { ...this.body(serial, kind), ...this.identity(serial, kind, key) },
    };
    this.bySerial.set(serial, event);
    if (kind === 'keyed') this.keyed.push(event);
    return event;
  }

  private rivalOf(event: IssuedEvent | undefined): IssuedEvent {
    return event === undefined ? this.issue('plain') : this.issue('rival', event.group);
  }

  private pick(): IssuedEvent | undefined {
    return this.keyed[Math.floor(this.random.fraction() * this.keyed.length)];
  }

  private body(serial: string, kind: IssuedKind): Record<string, unknown> {
    return {
      eventType: 'NOTE_ADDED',
      messageContent: `serial ${serial} ${WORDS}`,
      fields: { note_id: serial, pinned: Number(serial) % 2 === 0, more: { serial: [serial] } },
      lead: this.lead(kind, serial),
      userId: `user-${Number(serial) % 7}`,
    };
  }

  /** Keyed events come without a time, as from a panel with `$now`; the first one's stays. */
  private identity(serial: string, kind: IssuedKind, key: string): Record<string, unknown> {
    if (kind === 'keyed' || kind === 'rival') return { dedupeKey: key };
    return { timestamp: new Date(FIRST_MOMENT + Number(serial)).toISOString() };
  }

  private lead(kind: IssuedKind, serial: string): Record<string, unknown> {
    if (kind === 'bad') return { by: 'id', value: 'no UUID' };
    if (kind === 'early') return { by: 'id', value: this.earlyLead() };
    return { by: 'airtableId', value: `recSoak${Number(serial) % 20}` };
  }

  private earlyLead(): string {
    const tail = Buffer.from(this.random.bytes(6)).toString('hex');
    const id = `00000000-0000-4000-8000-${tail}`;
    this.earlyLeads.push(id);
    return id;
  }
}

/** What Log Activity would be handed for these events in one execution. */
export function requestsOf(
  events: ReadonlyArray<Pick<IssuedEvent, 'input'>>,
  executionId: string,
  writer: string,
): LogRequest[] {
  return events.map(({ input }, itemIndex) => ({
    input,
    origin: originOf(writer, executionId, itemIndex),
  }));
}

function originOf(writer: string, executionId: string, itemIndex: number): EventOrigin {
  return {
    ...{ instanceId: 'soak', workflowId: writer, executionId, nodeId: 'log', nodeName: 'Log' },
    ...{ runIndex: 0, itemIndex, isToolCall: false, host: writer, packageVersion: '0.0.0' },
  };
}
