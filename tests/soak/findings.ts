import { isDeepStrictEqual } from 'node:util';
import type { IssuedEvent, IssuedEvents } from './issuedEvents';
import { serialsIn } from './serials';
import type { SoakWorld } from './soakWorld';
import { serialsSetAside, waitingEntries } from './waitingEntries';

/** Where the events of a run are, by serial. */
export interface Whereabouts {
  readonly rows: ReadonlyMap<string, readonly StoredRow[]>;
  /** Rows that nobody issued. */
  readonly strangers: number;
  /** What waits in all queues and the spool; of several entries the least hopeless. */
  readonly waiting: ReadonlyMap<string, WaitingEvent>;
  /** Serials in damaged files that were set aside for a person to repair. */
  readonly setAside: ReadonlySet<string>;
  /** Serials in files that the run itself damaged. */
  readonly torn: ReadonlySet<string>;
}

/** How an event waits. */
export interface WaitingEvent {
  readonly isParked: boolean;
  readonly replays: number;
  readonly crashClaims: number;
}

export interface StoredRow {
  readonly event_type: string;
  readonly message_content: string | null;
  readonly metadata: unknown;
  readonly user_id: string | null;
  readonly lead: string | null;
  readonly timestamp: Date;
}

/** Looks into the table, every queue and the spool folder, past every proxy. */
export async function findEvents(world: SoakWorld, issued: IssuedEvents): Promise<Whereabouts> {
  const rows = new Map<string, StoredRow[]>();
  let strangers = 0;
  for (const row of await storedRows(world)) {
    const serial = serialIn(row.message_content);
    if (issued.bySerial.has(serial)) rows.set(serial, [...(rows.get(serial) ?? []), row]);
    else strangers++;
  }
  const waiting = new Map<string, WaitingEvent>();
  for (const entry of await waitingEntries(world)) {
    const serial = serialIn(entry.payload);
    const other = waiting.get(serial);
    if (other === undefined || other.isParked) waiting.set(serial, entry);
  }
  const setAside = new Set(serialsSetAside(world.folder));
  return { rows, strangers, waiting, setAside, torn: world.torn };
}

function serialIn(text: string | null): string {
  return serialsIn(text ?? '')[0] ?? '';
}

function storedRows(world: SoakWorld): Promise<StoredRow[]> {
  return world.database.query<StoredRow>(
    `select e.event_type, e.message_content, e.metadata, e.user_id, e."timestamp",
       coalesce(l.airtable_record_id, e.lead_id::text) as lead
     from lead_activity_log e left join leads l on l.id = e.lead_id`,
  );
}

/** @returns the names of the columns that differ from what was issued */
export function alteredColumns({ input }: IssuedEvent, row: StoredRow): string[] {
  const lead = (input['lead'] as { value: string }).value;
  const issued: Record<string, unknown> = {
    event_type: input['eventType'],
    message_content: input['messageContent'],
    metadata: input['fields'],
    user_id: input['userId'],
    lead,
    ...(input['timestamp'] === undefined
      ? {}
      : { timestamp: new Date(input['timestamp'] as string) }),
  };
  return Object.keys(issued).filter(
    (column) => !isDeepStrictEqual(plain(row[column as keyof StoredRow]), plain(issued[column])),
  );
}

/** As JSON says it: the order of keys and the kind of a date do not count. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value)) as unknown;
}
