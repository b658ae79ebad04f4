import type { Delivered } from '../../../stand/story/deliver';
import { judge } from '../../../stand/story/oracle';
import { type IssuedRecord, RECORDS } from '../../../stand/story/records';
import type { StoredRow } from '../../../stand/story/storedRows';

const WORKFLOW = 'workflow-1';
const EVENTS = RECORDS.slice(0, 4);

function rowOf(record: IssuedRecord, index: number): StoredRow {
  const { lead, leadBy, event_id: _, ...fields } = record;
  return {
    ...fields,
    id: `id-${index}`,
    tenant_id: 'default',
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
    workflow_id: WORKFLOW,
    execution_id: record.execution_id ?? '17',
    schema_version: 1,
  };
}

function delivery(record: IssuedRecord, index: number, outcomes: readonly string[]): Delivered {
  return {
    record,
    answers: outcomes.map((outcome) => ({ activityId: `id-${index}`, outcome })),
  };
}

const written = EVENTS.map((record, i) => delivery(record, i, ['written', 'duplicate']));
const rows = EVENTS.map(rowOf);
const judged = (changed: readonly StoredRow[], delivered: readonly Delivered[] = written) =>
  judge(delivered, changed, { workflowId: WORKFLOW });
const without = (index: number) => rows.filter((_, i) => i !== index);
const changed = (index: number, change: Partial<StoredRow>) =>
  rows.map((row, i) => (i === index ? { ...row, ...change } : row));

it('finds nothing wrong when every event has its row', () => {
  expect(judged(rows)).toEqual({
    result: {
      issued: 4,
      written: 4,
      duplicates: 4,
      deadLettered: 0,
      replayed: 0,
      lost: 0,
      phantom: 0,
    },
    findings: [],
  });
});

it('counts an event as replayed when only the queue can have written its row', () => {
  const outage = written.map((event, i) =>
    i < 2 ? delivery(event.record, i, ['deadLettered', 'deadLettered']) : event,
  );
  const { result, findings } = judged(rows, outage);
  expect(result).toMatchObject({ written: 2, deadLettered: 2, replayed: 2, lost: 0 });
  expect(findings).toEqual([]);
});

it('counts an event as written when a delivery wrote it after another was dead-lettered', () => {
  const late = written.map((event, i) =>
    i === 0 ? delivery(event.record, i, ['deadLettered', 'written']) : event,
  );
  expect(judged(rows, late).result).toMatchObject({ written: 4, deadLettered: 1, replayed: 0 });
});

it('finds a lost event', () => {
  const { result, findings } = judged(without(2));
  expect(result).toMatchObject({ lost: 1, phantom: 0, written: 3, duplicates: 3 });
  expect(findings).toEqual(['lost: BOOKING_CONFIRMED of 2025-11-07T15:22:10.000Z']);
});

it('finds a dead-lettered event that was never replayed', () => {
  const outage = written.map((event, i) =>
    i === 1 ? delivery(event.record, i, ['deadLettered', 'deadLettered']) : event,
  );
  expect(judged(without(1), outage).result).toMatchObject({
    deadLettered: 1,
    replayed: 0,
    lost: 1,
  });
});

it('finds a doubled event', () => {
  const { result, findings } = judged([
    ...rows,
    { ...rowOf(RECORDS[0] ?? fail(), 0), id: 'other' },
  ]);
  expect(result).toMatchObject({ lost: 0, phantom: 1, duplicates: 3 });
  expect(findings).toEqual(['doubled: MESSAGE_SENT of 2025-11-07T08:15:05.000Z has 2 rows']);
});

it('finds a row that was never issued', () => {
  const stranger = { ...rowOf(RECORDS[9] ?? fail(), 9), id: 'stranger' };
  const { result, findings } = judged([...rows, stranger]);
  expect(result).toMatchObject({ lost: 0, phantom: 1 });
  expect(findings).toEqual(['phantom: the row stranger was never issued']);
});

it.each<[string, Partial<StoredRow>]>([
  ['message_content', { message_content: 'Hey John, saw your form submission.' }],
  ['metadata', { metadata: { phone: '4085551234' } }],
  ['description', { description: 'SMS sent' }],
  ['lead_id', { lead_id: null }],
  ['lead_airtable_id', { lead_airtable_id: null }],
  ['event_category', { event_category: 'SYSTEM' }],
  ['source', { source: 'n8n:other' }],
  ['execution_id', { execution_id: '1' }],
  ['tenant_id', { tenant_id: 'other' }],
  ['workflow_id', { workflow_id: null }],
  ['user_id', { user_id: 'someone' }],
])('finds an altered %s', (field, change) => {
  const { result, findings } = judged(changed(0, change));
  expect(result).toMatchObject({ lost: 0, phantom: 0 });
  expect(findings).toEqual([`altered: ${field} of MESSAGE_SENT of 2025-11-07T08:15:05.000Z`]);
});

it('takes an altered time for a lost event and a phantom row', () => {
  const { result } = judged(changed(0, { timestamp: '2025-11-07T08:15:06.000Z' }));
  expect(result).toMatchObject({ lost: 1, phantom: 1 });
});

it('finds a delivery that was answered with the id of another row', () => {
  expect(judged(changed(3, { id: 'id-of-another' })).findings).toHaveLength(1);
});

function fail(): never {
  throw new Error('The story has fewer records than this test needs.');
}
