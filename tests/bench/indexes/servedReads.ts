import type { Client } from 'pg';
import { requestFor } from '../../support/requestFor';
import { type CoreReads } from '../read/coreReads';
import { PLANTED } from '../read/logText';

/** A value that is stored in a column, and whose. */
interface Stored {
  readonly tenant: string;
  readonly value: string;
}

/** The read that an index is there for. */
export interface ServedRead {
  readonly name: string;
  /** Stored values to ask for; empty where it asks for none. */
  readonly column: string | null;
  read(core: CoreReads, stored: Stored): Promise<unknown>;
}

type Subject = Parameters<typeof requestFor>[0];

function timelineOf(name: string, column: string, subject: (value: string) => Subject): ServedRead {
  return {
    name: `timeline of ${name}`,
    column,
    read: (core, { tenant, value }) => core.timeline(requestFor(subject(value), { tenant })),
  };
}

const lead =
  (by: 'id' | 'airtableId' | 'email') =>
  (value: string): Subject => ({ kind: 'lead', by, value });
const subject =
  (kind: 'user' | 'entity' | 'visitor' | 'session' | 'execution') =>
  (value: string): Subject => ({ kind, value });

const READS: readonly ServedRead[] = [
  timelineOf('a lead', 'lead_id', lead('id')),
  timelineOf('a lead that waits by Airtable id', 'lead_airtable_id', lead('airtableId')),
  timelineOf('a lead that waits by email', 'lead_email', lead('email')),
  timelineOf('a user', 'user_id', subject('user')),
  timelineOf('an entity', 'entity_id', subject('entity')),
  timelineOf('a visitor', 'visitor_token', subject('visitor')),
  timelineOf('a session', 'session_id', subject('session')),
  timelineOf('an execution', 'execution_id', subject('execution')),
  {
    name: 'browser, one type',
    column: 'event_type',
    read: (core, { tenant, value }) => core.search({ tenant, eventTypes: [value] }),
  },
  {
    name: 'browser, one category',
    column: 'event_category',
    read: (core, { tenant, value }) => core.search({ tenant, categories: [value] }),
  },
];

/** No value of the column itself is asked for. */
const TEXT: ServedRead = {
  name: 'text, a medium word',
  column: null,
  read: (core, { tenant }) => core.search({ tenant, query: PLANTED.medium.word }),
};

/** @throws Error for an index that is about a column of which no read is known */
export function servedRead(index: { name: string; column: string | null }): ServedRead {
  if (index.column === 'search') return TEXT;
  const read = READS.find(({ column }) => column === index.column);
  if (read !== undefined) return read;
  throw new Error(
    `No read is known that the index ${index.name} serves: add it to tests/bench/indexes/servedReads.ts.`,
  );
}

const SAMPLES = 50;

/**
 * Some of the different values of a read's column: what is rare is what an index is for. Of leads
 * that wait, those that wait.
 */
export async function storedValues(client: Client, { column }: ServedRead): Promise<Stored[]> {
  const value = column ?? 'tenant_id';
  const waits = value === 'lead_airtable_id' || value === 'lead_email';
  const { rows } = await client.query<Stored>(
    `select tenant_id as tenant, ${value}::text as value
     from lead_activity_log
     where ${value} is not null ${waits ? 'and lead_id is null' : ''}
     group by 1, 2 order by md5(tenant_id || ${value}::text) limit ${SAMPLES}`,
  );
  return rows;
}
