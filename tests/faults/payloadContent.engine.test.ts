import type { INodeExecutionData, INodeType } from 'n8n-workflow';
import { connect, makeNode } from '../support/engine/workflowParts';
import {
  type LogActivityStage,
  logActivityNode,
  stageLogActivity,
} from '../support/logActivityNode';

const GOOD = { message: 'fine', fields: { note: 'fine' } };

let stage: LogActivityStage;
beforeAll(async () => {
  stage = await stageLogActivity();
});
afterAll(() => stage.end());

/** What the retry queue holds of an event, from its bytes. */
async function parkedPayload(eventId: string | undefined): Promise<Record<string, unknown>> {
  const [entry] = await stage.database.query<{ payload: Buffer; state: string }>(
    'select payload, state from activity_retry_queue where event_id = $1',
    [eventId],
  );
  expect(entry?.state).toBe('parked');
  const bytes = entry?.payload ?? Buffer.alloc(0);
  expect(bytes.toString('latin1')).toMatch(/^[\x20-\x7e]+$/);
  return JSON.parse(bytes.toString('latin1')) as Record<string, unknown>;
}

async function messages(): Promise<unknown[]> {
  const rows = await stage.database.query<{ message_content: string }>(
    'select message_content from lead_activity_log order by message_content',
  );
  return rows.map((row) => row.message_content);
}

beforeEach(() => stage.database.query('truncate activity_retry_queue'));

/** Runs bad items before a good one: each is parked as it came, and the good one is written. */
async function parksAll(bad: readonly { message?: string; fields: object }[]): Promise<void> {
  const before = await messages();
  const { receipts, deadLettered } = await stage.run([...bad, GOOD]);
  expect(receipts.at(-1)).toMatchObject({ outcome: 'written' });
  expect(deadLettered).toHaveLength(bad.length);
  for (const [index, { message = '', fields }] of bad.entries()) {
    expect(receipts[index]).toMatchObject({ outcome: 'parked', keptIn: 'queueTable' });
    const parked = await parkedPayload(receipts[index]?.eventId);
    expect(parked).toMatchObject({ messageContent: message });
    expect(parked['fields']).toEqual(fields);
  }
  expect(await messages()).toEqual([...before, 'fine'].sort());
}

describe('text that PostgreSQL cannot store', () => {
  it('Row 29: NUL in text, in JSON and in its keys is parked, and can be read back whole', () =>
    parksAll([
      { message: '\0a\0b\0', fields: { note: 'x' } },
      { fields: { note: 'a\0' } },
      { fields: { note: 'x', deep: [{ 'key\0': ['\0', '\\u0000'] }] } },
    ]));

  it('Row 30: half a surrogate pair is never changed, but parked; whole pairs are written', async () => {
    await parksAll([
      { message: 'cut \ud83d', fields: { note: 'x' } },
      { message: '\ude00 and swapped \ude00\ud83d', fields: { note: 'x' } },
      { fields: { note: 'x', deep: [{ 'key\udfff': 'v\ud800v' }] } },
    ]);
    const whole = { message: '😀 𝒮 \u{10ffff}', fields: { note: 'x', '😀': ['\u{10ffff}'] } };
    const { receipts } = await stage.run([whole]);
    const rows = await stage.database.query(
      'select message_content as message, metadata as fields from lead_activity_log where id = $1',
      [receipts[0]?.eventId],
    );
    expect(rows).toEqual([whole]);
  });
});

describe('values that are no JSON', () => {
  const mark = (kind: string, value?: string) =>
    value === undefined ? { $activityLog: kind } : { $activityLog: kind, value };
  const circular: Record<string, unknown> = { name: 'round' };
  circular['self'] = circular;
  const odd: [string, unknown, unknown][] = [
    ['circular', circular, { name: 'round', self: mark('circular') }],
    ['BigInt', 12n, mark('bigint', '12')],
    ['function', namesake, mark('function', 'namesake')],
    ['date', new Date(NaN), mark('invalid date')],
  ];

  it('Row 31: circles, BigInts, functions and invalid dates are parked with a mark for each', async () => {
    const items = [...odd.map(([, value]) => ({ note_id: value })), { note_id: 'fine' }];
    const log = logActivityNode({
      fieldsMode: 'mapper',
      fields: { mappingMode: 'autoMapInputData', value: null },
      options: { spoolFolder: stage.spoolFolder },
    });
    const nodes = [
      makeNode('Start', 'n8n-nodes-base.manualTrigger'),
      makeNode('Source', 'test.source'),
      log,
    ];
    const connections = connect(['Start', 'Source'], ['Source', 'Log']);
    const extraTypes = { 'test.source': emitting(items) };
    const { receipts } = await stage.run([{}], {}, { nodes, connections, extraTypes });
    expect(receipts.at(-1)).toMatchObject({ outcome: 'written' });
    for (const [index, [word, , expected]] of odd.entries()) {
      expect(receipts[index]).toMatchObject({ outcome: 'parked', keptIn: 'queueTable' });
      expect(receipts[index]?.message).toMatch(new RegExp(word));
      const { fields } = await parkedPayload(receipts[index]?.eventId);
      expect(fields).toEqual({ note_id: expected });
    }
  });
});

describe('a batch with a poison row', () => {
  const POISON = 250;

  it('Row 33: 499 of 500 are written, and the one that PostgreSQL refuses is parked', async () => {
    await stage.database.query(
      "alter table lead_activity_log add constraint no_poison check (message_content <> 'poison')",
    );
    const items = Array.from({ length: 500 }, (_, index) => ({
      message: index === POISON ? 'poison' : `batch ${index}`,
    }));
    const { receipts } = await stage.run(items);
    const counts = new Map<string, number>();
    for (const { outcome } of receipts) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
    expect(Object.fromEntries(counts)).toEqual({ written: 499, parked: 1 });
    expect(receipts[POISON]).toMatchObject({ outcome: 'parked', code: '23514' });
    const written = (await messages()).filter((message) => /^batch/.test(String(message)));
    expect(new Set(written).size).toBe(499);
    const parked = await parkedPayload(receipts[POISON]?.eventId);
    expect(parked).toMatchObject({ messageContent: 'poison', id: receipts[POISON]?.eventId });
  });
});

function namesake(): void {}

/** A node that hands on what no trigger could: live values. */
function emitting(items: readonly object[]): INodeType {
  return {
    description: {
      displayName: 'Source',
      name: 'source',
      group: ['transform'],
      version: 1,
      description: 'Emits items',
      defaults: { name: 'Source' },
      inputs: ['main'],
      outputs: ['main'],
      properties: [],
    },
    execute: () =>
      Promise.resolve([items.map((json) => ({ json: json as INodeExecutionData['json'] }))]),
  };
}
