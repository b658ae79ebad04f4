import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { entryOf } from '../../nodes/core/retryQueue/airtable/entryRecord';
import type { TestDatabase } from '../support/testDatabase';
import type { WaitingEvent } from './findings';
import { serialsIn } from './serials';
import type { SoakWorld } from './soakWorld';

/** An entry of a queue, as it lies there. */
export interface FoundEntry extends WaitingEvent {
  readonly payload: string;
}

const WAITING = new Set(['pending', 'claimed', 'parked']);

/** What waits, in every place. */
export async function waitingEntries(world: SoakWorld): Promise<FoundEntry[]> {
  return [
    ...(await queuedEntries(world.database)),
    ...(await queuedEntries(world.services.queueDatabase)),
    ...airtableEntries(world),
    ...spooledEntries(world.folder),
  ];
}

/** Serials in files that were set aside because they are damaged. */
export function serialsSetAside(folder: string): string[] {
  return spoolFiles(folder)
    .filter(({ place }) => place === 'quarantine')
    .flatMap(({ path }) => serialsIn(readFileSync(path, 'utf8')));
}

function queuedEntries(database: TestDatabase): Promise<FoundEntry[]> {
  return database.query<FoundEntry>(
    `select convert_from(payload, 'UTF8') as payload, state = 'parked' as "isParked", replays,
       crash_claims as "crashClaims"
     from activity_retry_queue where state in ('pending', 'claimed', 'parked')`,
  );
}

/** What can be read of Airtable is what counts: the state is in a cell of its own. */
function airtableEntries({ services }: SoakWorld): FoundEntry[] {
  return services.airtable.records.flatMap((record) => {
    const state = String(record.fields['state']);
    const entry = WAITING.has(state) ? entryOf(record) : null;
    return entry === null ? [] : [{ ...entry, isParked: state === 'parked' }];
  });
}

/** Half-written drafts are left out: they were never acknowledged. */
function spooledEntries(folder: string): FoundEntry[] {
  return spoolFiles(folder)
    .filter(({ place }) => place !== 'tmp' && place !== 'quarantine')
    .flatMap(({ path }) => entriesOf(path));
}

function spoolFiles(folder: string): { path: string; place: string }[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile())
    .map((file) => ({ path: join(file.parentPath, file.name), place: basename(file.parentPath) }));
}

/** A header line, then one entry a line. */
function entriesOf(path: string): FoundEntry[] {
  const [, ...lines] = readFileSync(path, 'utf8').split('\n');
  return lines.filter(Boolean).flatMap((line) => {
    const entry = readEntry(line);
    return entry === null ? [] : [{ ...entry, isParked: entry.state === 'parked' }];
  });
}

type SpoolLine = Omit<FoundEntry, 'isParked'> & { readonly state: string };

/** Null for the end of a file that was torn and not found by anybody yet. */
function readEntry(line: string): SpoolLine | null {
  try {
    return JSON.parse(line) as SpoolLine;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return null;
  }
}
