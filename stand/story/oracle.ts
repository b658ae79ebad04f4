import { isDeepStrictEqual } from 'node:util';
import type { Delivered } from './deliver';
import type { IssuedRecord } from './records';
import type { StoredRow } from './storedRows';

/**
 * The last line of the story. `issued` counts distinct events, each delivered several times:
 * written + replayed + lost = issued. When no row is doubled, duplicates = deliveries - issued.
 */
export interface StoryResult {
  readonly issued: number;
  /** Events in the table that a delivery wrote at once. */
  readonly written: number;
  /** Deliveries that made no row, though their event has one. */
  readonly duplicates: number;
  /** Events that the retry queue kept. */
  readonly deadLettered: number;
  /** Events in the table that no delivery wrote: they came from the retry queue. */
  readonly replayed: number;
  /** Events that are not in the table. */
  readonly lost: number;
  /** Rows beyond one per issued event: of no event, or doubled. */
  readonly phantom: number;
}

export interface Verdict {
  readonly result: StoryResult;
  /** What is wrong, a line each; empty when all is well. */
  readonly findings: readonly string[];
}

/** What the rows must say beside what was sent. */
export interface Surroundings {
  readonly workflowId: string;
}

/**
 * Compares what was issued with what is in the table. A row belongs to the event with its type
 * and time, never by its id or hash; then every field must be as it was issued.
 */
export function judge(
  delivered: readonly Delivered[],
  rows: readonly StoredRow[],
  surroundings: Surroundings,
): Verdict {
  const events = delivered.map((event) => {
    const own = rows.filter((row) => keyOf(row) === keyOf(event.record));
    return { ...event, rows: own, findings: findingsOf(event, own, surroundings) };
  });
  const known = new Set(delivered.map(({ record }) => keyOf(record)));
  const strangers = rows.filter((row) => !known.has(keyOf(row)));
  const stored = events.filter((event) => event.rows.length > 0);
  const written = stored.filter((event) => hasOutcome(event, 'written')).length;
  const deliveries = stored.reduce((sum, { answers }) => sum + answers.length, 0);
  const madeRows = stored.reduce((sum, event) => sum + event.rows.length, 0);
  return {
    result: {
      issued: delivered.length,
      written,
      duplicates: deliveries - madeRows,
      deadLettered: delivered.filter((event) => hasOutcome(event, 'deadLettered')).length,
      replayed: stored.length - written,
      lost: events.length - stored.length,
      phantom: rows.length - stored.length,
    },
    findings: [
      ...events.flatMap(({ findings }) => findings),
      ...strangers.map((row) => `phantom: the row ${row.id} was never issued`),
    ],
  };
}

function keyOf(event: { event_type: string; timestamp: string }): string {
  return `${event.event_type} of ${event.timestamp}`;
}

function hasOutcome(event: Delivered, outcome: string): boolean {
  return event.answers.some((answer) => answer.outcome === outcome);
}

function findingsOf(
  { record, answers }: Delivered,
  rows: readonly StoredRow[],
  surroundings: Surroundings,
): string[] {
  const [row] = rows;
  if (row === undefined) return [`lost: ${keyOf(record)}`];
  const findings = alteredFields(record, row, surroundings).map(
    (field) => `altered: ${field} of ${keyOf(record)}`,
  );
  if (rows.length > 1) findings.push(`doubled: ${keyOf(record)} has ${rows.length} rows`);
  if (answers.some(({ activityId }) => activityId !== row.id)) {
    findings.push(`altered: ${keyOf(record)} was answered with another id than its row has`);
  }
  return findings;
}

function alteredFields(
  record: IssuedRecord,
  row: StoredRow,
  { workflowId }: Surroundings,
): string[] {
  const { lead, leadBy, event_id: _, ...fields } = record;
  const expected: Omit<StoredRow, 'id'> = {
    ...fields,
    // Where the sender gives none, the log names the n8n execution that took the event.
    execution_id:
      record.execution_id ?? /^\d+$/.exec(row.execution_id ?? '')?.[0] ?? 'an execution',
    tenant_id: 'default',
    // Whichever way the sender named the lead, and whenever the lead came.
    lead_id: lead.id,
    lead_airtable_id: leadBy === 'airtableId' ? lead.airtableId : null,
    lead_email: null,
    user_id: null,
    visitor_token: null,
    entity_id: null,
    session_id: null,
    tier: null,
    url: null,
    environment: null,
    workflow_id: workflowId,
    schema_version: 1,
  };
  return Object.entries(expected)
    .filter(([name, value]) => !isDeepStrictEqual(value, row[name as keyof StoredRow]))
    .map(([name]) => name);
}
