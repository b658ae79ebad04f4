import { TargetUnavailableError } from '../../errors';
import type { Target } from '../queueEntry';
import type { StoreStatus } from '../retryStore';
import { type AirtableRecord, textOf } from './airtableColumns';
import type { Patience } from './airtableCalls';
import type { AirtableTable } from './airtableTable';
import { entryOf, targetId } from './entryRecord';
import { allOf, anyOf, cellIs } from './formula';

const WAITING = ['pending', 'claimed', 'parked'];
/** Of each the newest few are looked at, should texts have been changed. */
const LOOKED_AT = 3;

/** How many of the records wait, by the digits that stand for their target. */
export function waitingByTarget(records: readonly AirtableRecord[]): Map<string, number> {
  const waiting = new Map<string, number>();
  for (const record of records) {
    const owner = textOf(record, 'target');
    if (!WAITING.includes(textOf(record, 'state')) || owner === '') continue;
    waiting.set(owner, (waiting.get(owner) ?? 0) + 1);
  }
  return waiting;
}

/**
 * Which databases the digits stand for: that is read out of one entry of each. Those for which no
 * time is left, or whose entries cannot be read, are left out.
 */
export async function namedTargets(
  waiting: ReadonlyMap<string, number>,
  table: AirtableTable,
  patience: Patience,
): Promise<StoreStatus['otherTargets']> {
  const named: { target: Target; waiting: number }[] = [];
  for (const [owner, count] of waiting) {
    try {
      const target = await targetNamed(owner, table, patience);
      if (target !== null) named.push({ target, waiting: count });
    } catch (error) {
      const isOutOfTime = error instanceof TargetUnavailableError && error.code === 'no_time_left';
      if (!isOutOfTime) throw error;
      break;
    }
  }
  return named;
}

async function targetNamed(
  owner: string,
  table: AirtableTable,
  patience: Patience,
): Promise<Target | null> {
  const states = anyOf(WAITING.map((state) => cellIs('state', state)));
  const list = {
    formula: allOf([cellIs('target', owner), states]),
    sortBy: 'created_at',
    direction: 'desc',
    columns: ['entry', 'payload'],
    pageSize: LOOKED_AT,
  } as const;
  for await (const page of table.list(list, patience)) {
    for (const record of page) {
      const target = entryOf(record)?.target;
      if (target !== undefined && targetId(target) === owner) return target;
    }
    return null;
  }
  return null;
}
