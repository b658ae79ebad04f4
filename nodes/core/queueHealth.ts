import type { Clock } from './ports';
import { type FailedFigure, healthNotices, replacedCredentialNotices } from './healthNotices';
import { coverage, type Coverage, monthsHealth, type MonthsHealth } from './logHealth';
import type { PostgresPool } from './postgres/pool';
import { quoteSchema } from './postgres/identifiers';
import { lastRun } from './rememberRun';
import { mergeIncidents, type MergedIncident } from './retryQueue/mergeIncidents';
import type { Target } from './retryQueue/queueEntry';
import type { ReplayRun } from './retryQueue/replayRun';
import type { RetryStore, RetryStoreName, StoreFiles, StoreStatus } from './retryQueue/retryStore';
import { retryQueueStatus, type RetryQueueStatus } from './retryQueueStatus';
import {
  databaseHealth,
  type DatabaseHealth,
  healthError,
  schemaHealth,
  type SchemaHealth,
} from './targetHealth';

/**
 * What an administrator puts on a wall. It speaks of the whole target, so of all tenants, and says
 * nothing about any lead. A figure that could not be asked for is null, and a notice says why.
 */
export interface QueueHealth extends RetryQueueStatus {
  /** ISO 8601; when it was asked. */
  readonly at: string;
  readonly target: Target;
  readonly database: DatabaseHealth;
  readonly schema: SchemaHealth | null;
  /** Of all stores together; states and lanes that occur. */
  readonly depth: StoreStatus['depth'];
  /** Since the first failure of the oldest entry; null when nothing waits. */
  readonly oldestAgeSeconds: number | null;
  /** Of all stores together, most entries first; at most 20. */
  readonly incidents: readonly MergedIncident[];
  /** Null when none is remembered. */
  readonly lastRun: ReplayRun | null;
  /** Files of the target on this machine's disk; null when the spool was not asked. */
  readonly spool: StoreFiles | null;
  /** Entries that wait in these stores for another target: this one's replays leave them alone. */
  readonly otherTargets: readonly OtherTarget[];
  readonly months: MonthsHealth | null;
  readonly coverage: Coverage | null;
}

/** Entries of another target. */
export interface OtherTarget {
  readonly store: RetryStoreName;
  readonly target: Target;
  readonly waiting: number;
}

export interface QueueHealthParts {
  readonly stores: readonly RetryStore[];
  readonly pool: PostgresPool;
  readonly clock: Clock;
}

/**
 * Asks stores and target at the same time, each part for itself: what fails becomes null and a
 * notice, and what answers is shown. A target that is down holds it up for one connect.
 */
export async function queueHealth(
  { target }: { readonly target: Target },
  { stores, pool, clock }: QueueHealthParts,
): Promise<QueueHealth> {
  const now = clock.now();
  const [status, figures] = await Promise.all([
    retryQueueStatus(target, { stores, clock }),
    targetFigures(target, { pool, clock }),
  ]);
  const { failures, ...asked } = figures;
  const otherTargets = status.stores.flatMap(({ store, otherTargets: others }) =>
    others.map((other) => ({ store, ...other })),
  );
  const notices = [
    ...status.notices,
    ...healthNotices(figures),
    ...replacedCredentialNotices(target, otherTargets),
  ];
  return {
    at: now.toISOString(),
    target,
    ...status,
    ...asked,
    depth: mergeDepth(status.stores),
    oldestAgeSeconds: ageInSeconds(status.oldestFailedAt, now),
    incidents: mergeIncidents(status.stores),
    spool: status.stores.find(({ store }) => store === 'spool')?.files ?? null,
    otherTargets,
    notices: [...new Set(notices)],
  };
}

/** Of all that is asked of the target; stores keep time themselves. */
const TIME_LIMIT_MS = 5000;

/** On two connections, whatever the pool has: what is quick, one after the other; and the coverage. */
async function targetFigures(target: Target, { pool, clock }: Omit<QueueHealthParts, 'stores'>) {
  const schema = quoteSchema(target.schema);
  const parts = { pool, schema, clock, deadline: clock.elapsed() + TIME_LIMIT_MS };
  const failures: FailedFigure[] = [];
  const orNull = async <T>(figure: string, ask: () => Promise<T>): Promise<T | null> => {
    try {
      return await ask();
    } catch (error) {
      failures.push({ figure, error: healthError(error, schema) });
      return null;
    }
  };
  const quick = async () => {
    const database = await databaseHealth(parts);
    if (!database.reachable) return { database, schema: null, months: null, lastRun: null };
    return {
      database,
      schema: await orNull('The version of the schema', () => schemaHealth(parts)),
      months: await orNull('The months of the log', () => monthsHealth(parts)),
      lastRun: await orNull('The last run', () => lastRun(parts, target)),
    };
  };
  const [figures, ofCoverage] = await Promise.all([
    quick(),
    orNull('The coverage', () => coverage(parts)),
  ]);
  return { ...figures, coverage: ofCoverage, failures };
}

function mergeDepth(stores: readonly StoreStatus[]): StoreStatus['depth'] {
  const merged = new Map<string, StoreStatus['depth'][number]>();
  for (const one of stores.flatMap(({ depth }) => depth)) {
    const key = `${one.state} ${one.lane}`;
    merged.set(key, { ...one, count: one.count + (merged.get(key)?.count ?? 0) });
  }
  return [...merged.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, depth]) => depth);
}

function ageInSeconds(failedAt: string | null, now: Date): number | null {
  if (failedAt === null) return null;
  return Math.max(0, Math.round((now.getTime() - Date.parse(failedAt)) / 1000));
}
