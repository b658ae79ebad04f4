import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import type { LogOutcome, LogReceipt } from '../../../nodes/core/logReceipt';
import type { RetryStoreName } from '../../../nodes/core/retryQueue/retryStore';
import type { StageRun } from '../logActivityNode';
import type { TestDatabase } from '../testDatabase';
import type { FaultStage } from './stageFault';

interface StoredRow {
  readonly id: string;
  readonly event_type: string;
  readonly message_content: string | null;
  readonly metadata: unknown;
  readonly timestamp: Date;
}

/** The rows of the log with these ids, or all of them. */
export async function storedRows(
  database: TestDatabase,
  ids?: readonly string[],
): Promise<StoredRow[]> {
  return database.query<StoredRow>(
    `select id::text, event_type, message_content, metadata, "timestamp"
     from lead_activity_log where $1::text[] is null or id::text = any ($1) order by id`,
    [ids ?? null],
  );
}

/** Event ids that wait in the queue table, whatever their state. */
export async function queuedIds(database: TestDatabase): Promise<string[]> {
  const rows = await database.query<{ id: string }>(
    `select event_id::text as id from activity_retry_queue
     where state in ('pending', 'claimed', 'parked') order by 1`,
  );
  return rows.map(({ id }) => id);
}

/** Everything in the spool folder, as one text. */
export function spooledText(folder: string): string {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true });
  return files
    .filter((file) => file.isFile())
    .map((file) => readFileSync(join(file.parentPath, file.name), 'utf8'))
    .join('\n');
}

/**
 * Asserts that every event of these runs is where its receipt says (P1), that a replay then puts
 * each into the table exactly once as it was issued (P2, P3, P4) but for those that need a person,
 * and that the table holds nothing else (P6). Runs of one event, e.g. a rerun, count as one.
 */
export async function expectConserved(
  stage: FaultStage,
  ...runs: readonly StageRun[]
): Promise<void> {
  const issued = runs.flatMap(({ flowing }, i) =>
    flowing.map((item) => issuedEvent(item, i === runs.length - 1)),
  );
  await expectWhereReceiptsSay(stage, issued);
  const { error, summary } = await stage.replay();
  expect(error).toBeUndefined();
  expect(summary).toMatchObject({ failed: 0, remaining: 0, stoppedBecause: null });
  const inTable = issued.filter(({ receipt }) => !needsPerson(receipt));
  const expected = new Map(inTable.map((event) => [event.receipt.eventId, expectedRow(event)]));
  const rows = await storedRows(stage.database);
  expect(rows).toEqual([...expected].sort(byId).map(([, row]) => row));
}

interface Issued {
  readonly json: IDataObject;
  readonly receipt: LogReceipt;
  /** Of the newest run: what an earlier one put into the spool may have been drained since. */
  readonly isNewest: boolean;
}

function issuedEvent({ json }: INodeExecutionData, isNewest: boolean): Issued {
  return { json, isNewest, receipt: json['activity'] as unknown as LogReceipt };
}

async function expectWhereReceiptsSay(stage: FaultStage, issued: readonly Issued[]): Promise<void> {
  const stored = new Set((await storedRows(stage.database)).map(({ id }) => id));
  const queued = new Set(await queuedIds(stage.database));
  const spooled = spooledText(stage.spoolFolder);
  const keptIn = (store: RetryStoreName, id: string) =>
    issued.some(({ receipt }) => receipt.eventId === id && receipt.keptIn === store);
  const isDrained = (id: string) =>
    stored.has(id) && issued.some(({ receipt, isNewest }) => receipt.eventId === id && !isNewest);
  const actual = issued.map(({ receipt: { eventId, outcome } }) => ({
    eventId,
    // A kept event may be there too: its write can have come through without an answer.
    isInTable: isWritten(outcome) ? stored.has(eventId) : null,
    isQueued: queued.has(eventId),
    isSpooled: spooled.includes(eventId),
  }));
  const expected = issued.map(({ receipt: { eventId, outcome } }) => ({
    eventId,
    isInTable: isWritten(outcome) ? true : null,
    isQueued: keptIn('queueTable', eventId),
    isSpooled: keptIn('spool', eventId) && (!isDrained(eventId) || spooled.includes(eventId)),
  }));
  expect(actual).toEqual(expected);
  for (const { receipt } of issued) {
    expect(isWritten(receipt.outcome) || receipt.keptIn !== null).toBe(true);
  }
}

function isWritten(outcome: LogOutcome): boolean {
  return outcome === 'written' || outcome === 'duplicate';
}

function needsPerson({ outcome }: LogReceipt): boolean {
  return outcome === 'parked' || outcome === 'conflict' || outcome === 'lost';
}

function expectedRow({ json, receipt }: Issued): StoredRow {
  return {
    id: receipt.eventId,
    event_type: (json['type'] as string | undefined) ?? 'NOTE_ADDED',
    message_content: (json['message'] as string | undefined) ?? null,
    metadata: json['fields'] ?? { note: 'x' },
    timestamp: new Date(receipt.timestamp),
  };
}

function byId([one]: [string, unknown], [other]: [string, unknown]): number {
  return one < other ? -1 : 1;
}
