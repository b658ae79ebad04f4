import type {
  RetryStore,
  StoreIncident,
  StoreStatus,
} from '../../nodes/core/retryQueue/retryStore';
import { idAt, TEST_EVENT_TYPE } from './insertEvent';
import { emptyStatus } from './memoryStore';
import type { TestDatabase } from './testDatabase';

const unused = () => Promise.reject(new Error('A status only reads.'));

/** A store that is asked for its status and for nothing else. */
export function storeWith(
  name: StoreStatus['store'],
  status: (now: Date) => Promise<StoreStatus>,
): RetryStore {
  const rest = { put: unused, claimDue: unused, settle: unused, list: unused, purge: unused };
  return { name, ...rest, status: (_target, now) => status(now) };
}

/** A store where nothing waits, but for what the test says. */
export function storeStatus(
  store: StoreStatus['store'],
  words: Partial<StoreStatus> = {},
): StoreStatus {
  return { ...emptyStatus(store), ...words };
}

export function storeIncident(words: Partial<StoreIncident> = {}): StoreIncident {
  return {
    fingerprint: '0123456789abcdef',
    lane: 'transient',
    code: 'ECONNREFUSED',
    message: 'The server refused the connection.',
    hint: 'Start it.',
    ...{ pending: 1, claimed: 0, parked: 0 },
    firstFailedAt: '2026-03-01T07:00:00.000Z',
    lastFailedAt: '2026-03-01T07:30:00.000Z',
    ...words,
  };
}

/** Events of one category, at an instant each; needs registerTestEventType. */
export async function logCategory(
  database: TestDatabase,
  category: string,
  events: ReadonlyArray<{ readonly at: Date; readonly tenant?: string }>,
): Promise<void> {
  const times = events.map(({ at }) => at.toISOString());
  const tenants = events.map(({ tenant = 'default' }) => tenant);
  await database.query(
    `insert into lead_activity_log (tenant_id, id, event_type, event_category, description, source,
       payload_hash, "timestamp")
     select tenant, id, $1, $2, 'Something happened', 'ui:test', sha256('x'), at
     from unnest($3::text[], $4::uuid[], $5::timestamptz[]) as event (tenant, id, at)`,
    [TEST_EVENT_TYPE, category, tenants, times.map(idAt), times],
  );
}
