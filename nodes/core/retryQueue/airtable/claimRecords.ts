import type { Clock, Logger } from '../../ports';
import { byAge } from '../entryKey';
import { LEASE_MS } from '../lease';
import type { QueueEntry } from '../queueEntry';
import type { ClaimRequest } from '../retryStore';
import { type AirtableRecord, textOf, timeOf } from './airtableColumns';
import { type AirtableTable, RECORDS_PER_REQUEST } from './airtableTable';
import type { BaseTraffic } from './baseTraffic';
import { ClaimSorting } from './claimSorting';
import { targetId } from './entryRecord';

/** Most records of a page without texts, and with them: 50 of the largest make 9 MB. */
export const PAGE_SIZE = 100;
export const PAGE_SIZE_WITH_TEXTS = 50;

const DUE_COLUMNS = [
  'queue_id',
  'state',
  'next_retry_at',
  'last_failed_at',
  'claim_token',
] as const;

export interface ClaimParts {
  readonly table: AirtableTable;
  readonly traffic: BaseTraffic;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly token: string;
  /** `Clock.elapsed()` */
  readonly deadline: number;
}

/** What a list of a claim's records asks for. */
export function listOfClaim(token: string) {
  return { formula: `{claim_token}='${token}'`, sortBy: 'created_at' } as const;
}

interface DueRecord {
  readonly id: string;
  /** Its worker did not come back. */
  readonly isCrashed: boolean;
}

/**
 * Claims due records: marks them with the token, then reads who really has it, because of two
 * writers the last wins. A worker in another process may still slip in between; then both write the
 * event, and the sink calls the second a duplicate. While claimed, `next_retry_at` is the end of
 * the lease, so that one sorted list shows first what is due and what was orphaned.
 */
export async function claimRecords(
  request: ClaimRequest,
  parts: ClaimParts,
): Promise<QueueEntry[]> {
  const start = parts.clock.elapsed();
  const due = await dueRecords(request, parts);
  if (due.length === 0) return [];
  const leaseEnd = () => {
    const passed = parts.clock.elapsed() - start;
    return new Date(request.now.getTime() + passed + LEASE_MS).toISOString();
  };
  await markRecords(due, leaseEnd, parts);
  const records = await recordsOfClaim(parts, parts.token);
  const sorting = new ClaimSorting(request, parts.token, leaseEnd());
  const crashed = new Set(due.filter(({ isCrashed }) => isCrashed).map(({ id }) => id));
  for (const record of records) sorting.sort(record, crashed.has(record.id));
  await parts.table.update(sorting.updates, parts);
  report(sorting, parts.logger);
  return [...sorting.claimed.values()].sort(byAge);
}

/** Every record that carries the token, with all its cells. */
async function recordsOfClaim(
  { table, ...patience }: ClaimParts,
  token: string,
): Promise<AirtableRecord[]> {
  const records = new Map<string, AirtableRecord>();
  const list = { ...listOfClaim(token), pageSize: PAGE_SIZE_WITH_TEXTS };
  for await (const page of table.list(list, patience)) {
    for (const record of page) records.set(record.id, record);
  }
  return [...records.values()];
}

/** Takes the records until half of the time is gone; the others stay as they are. */
async function markRecords(
  due: readonly DueRecord[],
  leaseEnd: () => string,
  parts: ClaimParts,
): Promise<void> {
  const { table, clock, token, deadline } = parts;
  const middle = (clock.elapsed() + deadline) / 2;
  for (let start = 0; start < due.length; start += RECORDS_PER_REQUEST) {
    if (clock.elapsed() > middle) return;
    const cells = { state: 'claimed', claim_token: token, next_retry_at: leaseEnd() };
    const chunk = due.slice(start, start + RECORDS_PER_REQUEST);
    await table.update(
      chunk.map(({ id }) => ({ id, cells })),
      parts,
    );
  }
}

/** Records to claim, what is due longest first; copies of one record count once. */
async function dueRecords(request: ClaimRequest, parts: ClaimParts): Promise<DueRecord[]> {
  const { target, now, limit, includeNotDue, failedUntil } = request;
  const due = new Map<string, DueRecord>();
  const names = new Set<string>();
  const list = {
    formula: `AND({target}='${targetId(target)}',OR({state}='pending',{state}='claimed'))`,
    sortBy: 'next_retry_at',
    columns: DUE_COLUMNS,
    pageSize: PAGE_SIZE,
  } as const;
  for await (const page of parts.table.list(list, parts)) {
    for (const record of page) {
      const dueAt = timeOf(record, 'next_retry_at') ?? 0;
      const isClaimed = textOf(record, 'state') === 'claimed';
      const isLater = dueAt > now.getTime();
      if (isLater && !includeNotDue) return [...due.values()];
      const failedAt = timeOf(record, 'last_failed_at') ?? 0;
      if (isClaimed && isLater) continue;
      if (failedUntil && failedAt > failedUntil.getTime()) continue;
      const name = textOf(record, 'queue_id');
      if (names.size >= limit && !names.has(name)) continue;
      names.add(name);
      const isCrashed = isClaimed && !parts.traffic.isAbandoned(textOf(record, 'claim_token'));
      due.set(record.id, { id: record.id, isCrashed });
    }
    if (names.size >= limit) break;
  }
  return [...due.values()];
}

function report({ unreadable, crashes }: ClaimSorting, logger: Logger): void {
  if (unreadable.length > 0) {
    const message = 'Records of the Airtable retry queue were changed and cannot be replayed.';
    logger.error(message, { records: unreadable });
  }
  if (crashes > 0) {
    const message = 'Events came back from workers that did not finish their replay.';
    logger.warn(message, { returned: crashes });
  }
}
