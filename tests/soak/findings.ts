import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { IssuedEvent, IssuedEvents } from './issuedEvents';
import type { SoakWorld } from './soakWorld';

/** Where the events of a run are, by serial. */
export interface Whereabouts {
  readonly rows: ReadonlyMap<string, readonly StoredRow[]>;
  /** Rows that nobody issued. */
  readonly strangers: number;
  readonly waiting: ReadonlySet<string>;
}

export interface StoredRow {
  readonly event_type: string;
  readonly message_content: string | null;
  readonly metadata: unknown;
  readonly user_id: string | null;
  readonly lead: string | null;
  readonly timestamp: Date;
}

const SERIAL = /serial (\d{7})/g;

/** Looks into the table, the queue table and the spool folder, past every proxy. */
export async function findEvents(world: SoakWorld, issued: IssuedEvents): Promise<Whereabouts> {
  const rows = new Map<string, StoredRow[]>();
  let strangers = 0;
  for (const row of await storedRows(world)) {
    const [, serial = ''] = /serial (\d{7})/.exec(row.message_content ?? '') ?? [];
    if (issued.bySerial.has(serial)) rows.set(serial, [...(rows.get(serial) ?? []), row]);
    else strangers++;
  }
  const texts = [...(await queuedPayloads(world)), ...spooledTexts(world.folder)];
  const waiting = new Set(
    texts.flatMap((text) => [...text.matchAll(SERIAL)].map(([, one]) => one)),
  );
  return { rows, strangers, waiting: waiting as Set<string> };
}

function storedRows(world: SoakWorld): Promise<StoredRow[]> {
  return world.database.query<StoredRow>(
    `select e.event_type, e.message_content, e.metadata, e.user_id, e."timestamp",
       coalesce(l.airtable_record_id, e.lead_id::text) as lead
     from lead_activity_log e left join leads l on l.id = e.lead_id`,
  );
}

async function queuedPayloads(world: SoakWorld): Promise<string[]> {
  const rows = await world.database.query<{ payload: string }>(
    `select convert_from(payload, 'UTF8') as payload from activity_retry_queue
     where state in ('pending', 'claimed', 'parked')`,
  );
  return rows.map(({ payload }) => payload);
}

/** Whatever can be read there, half-written drafts left out: they were never acknowledged. */
function spooledTexts(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile() && !file.parentPath.endsWith('tmp'))
    .map((file) => readFileSync(join(file.parentPath, file.name), 'utf8'));
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
