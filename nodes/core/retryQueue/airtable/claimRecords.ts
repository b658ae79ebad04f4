import type { Clock, Logger } from '../../ports';
import { byAge } from '../entryKey';
import { LEASE_MS } from '../lease';
import type { QueueEntry } from '../queueEntry';
import type { ClaimRequest } from '../retryStore';
import type { AirtableRecord } from './airtableColumns';
import { type AirtableTable, RECORDS_PER_REQUEST } from './airtableTable';
import type { BaseTraffic } from './baseTraffic';
import { ClaimSorting } from './claimSorting';
import type { DueRecord } from './dueLooks';
import { PAGE_SIZE_WITH_TEXTS, dueRecords } from './dueRecords';

export interface ClaimParts {
  readonly table: AirtableTable;
  readonly traffic: BaseTraffic;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly token: string;
  /** `Clock.elapsed()` at the request's `now`: it may have waited for its turn since. */
  readonly askedAt: number;
  /** `Clock.elapsed()` */
  readonly deadline: number;
}

/** What a list of a claim's records asks for. */
export function listOfClaim(token: string) {
  return { formula: `{claim_token}='${token}'`, sortBy: 'created_at' } as const;
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
  const known = new Set<string>();
  const claimed: QueueEntry[] = [];
  const end = (parts.clock.elapsed() + parts.deadline) / 2;
  // What is set aside must not look like the end of the queue to whoever takes few at a time.
  for (;;) {
    const rest = { ...request, limit: request.limit - claimed.length };
    const due = await dueRecords(rest, parts, known);
    const looks = [...due.records.values()];
    if (looks.length > 0) claimed.push(...(await claimDue(looks, request, parts)));
    const isOver = !due.isFull || claimed.length >= request.limit;
    if (isOver || parts.clock.elapsed() > end) return claimed.sort(byAge);
    for (const { id } of looks) known.add(id);
  }
}

async function claimDue(
  due: readonly DueRecord[],
  request: ClaimRequest,
  parts: ClaimParts,
): Promise<QueueEntry[]> {
  const leaseEnd = () => {
    const passed = parts.clock.elapsed() - parts.askedAt;
    return new Date(request.now.getTime() + passed + LEASE_MS).toISOString();
  };
  await markRecords(due, leaseEnd, parts);
  const records = await recordsOfClaim(parts, parts.token);
  const sorting = new ClaimSorting(request, parts.token, leaseEnd());
  const looks = new Map(due.map((look) => [look.id, look]));
  for (const record of records) {
    const look = looks.get(record.id);
    if (look !== undefined) sorting.sort(record, look);
  }
  await parts.table.update(sorting.updates, parts);
  report(sorting, parts.logger);
  return [...sorting.claimed.values()];
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
