import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TimestampMemory } from '../../nodes/core/activity/timestampMemory';
import { discardEntries } from '../../nodes/core/discardEntries';
import { editEntry } from '../../nodes/core/editEntry';
import { listQueue } from '../../nodes/core/listQueue';
import { entryBefore } from '../../nodes/core/makeEntries';
import { quoteSchema } from '../../nodes/core/postgres/identifiers';
import { prepareEvents } from '../../nodes/core/prepareEvents';
import { purgeQueue } from '../../nodes/core/purgeQueue';
import { replayRetryQueue } from '../../nodes/core/replayRetryQueue';
import { requeueEntries } from '../../nodes/core/requeueEntries';
import { EVERY_ENTRY } from '../../nodes/core/retryQueue/entryFilter';
import { QueueTableStore } from '../../nodes/core/retryQueue/queueTableStore';
import type { EntryState } from '../../nodes/core/retryQueue/queueEntry';
import { PostgresSink } from '../../nodes/core/sinks/postgresSink';
import { SpoolStore } from '../../nodes/core/spool/spoolStore';
import { systemSpoolFiles } from '../../nodes/core/spool/systemSpoolFiles';
import { systemClock, systemRandom } from '../../nodes/core/systemClock';
import { BY_DEFAULT, MESSAGE } from '../support/editStage';
import { origin, target } from '../support/queueEntries';
import { nobodyRemembers, replayRequest } from '../support/replayRequest';
import { silentLogger } from '../support/silentLogger';
import { createTestDatabase, type TestDatabase } from '../support/testDatabase';

const MINUTE = 60_000;
const world = { clock: systemClock, random: systemRandom, logger: silentLogger };
let database: TestDatabase;
let folder: string;

beforeAll(async () => {
  database = await createTestDatabase();
  // A foreign rule that meets a text where it wants a number: 22P02.
  await database.query(
    `alter table lead_activity_log add constraint foreign_rule
       check (coalesce((metadata ->> 'amount')::numeric, 0) < 1000)`,
  );
  folder = mkdtempSync(join(tmpdir(), 'repair-test-'));
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await database.drop();
});

function stage() {
  const place = { pool: database.pool, schema: quoteSchema('public') };
  const table = new QueueTableStore({ ...world, ...place, worker: 'worker-1' });
  const files = { files: systemSpoolFiles, folder, host: 'host-1', pid: process.pid };
  const spool = new SpoolStore({ ...world, ...files });
  const sink = new PostgresSink({ ...place, ...world });
  const parts = { ...world, stores: [table, spool], deadline: systemClock.elapsed() + MINUTE };
  return { table, spool, sink, parts };
}

type Stage = ReturnType<typeof stage>;
let itemIndex = 0;

/** Log Activity's way, each time of another item. */
async function prepare(input: unknown) {
  const [prepared] = await prepareEvents([{ input, origin: { ...origin, itemIndex } }], {
    ...{ ...world, privacy: BY_DEFAULT, timestamps: new TimestampMemory(systemClock) },
    registeredTypes: () => Promise.resolve(new Map()),
  });
  if (prepared === undefined) throw new Error('There is one for each.');
  return prepared;
}

/** Keeps what Log Activity was told in the store. */
async function keep(store: Stage['table' | 'spool'], input: unknown) {
  itemIndex++;
  const entry = entryBefore(await prepare(input), { target, now: systemClock.now() });
  await store.put([entry], systemClock.elapsed() + MINUTE);
  return entry;
}

function edit({ parts }: Stage, id: string, changes: unknown) {
  const checks = { privacy: BY_DEFAULT, registeredTypes: () => Promise.resolve(null) };
  return editEntry({ target, id, changes, by: 'Ada' }, { ...parts, ...checks });
}

function replay({ parts, sink }: Stage) {
  const run = { sink, probe: () => Promise.resolve(), announcer: null, ...nobodyRemembers };
  return replayRetryQueue(replayRequest(target), { ...parts, ...run });
}

async function queued({ parts }: Stage, states: readonly EntryState[] = []) {
  const request = { target, states, filter: EVERY_ENTRY, limit: null, withPayload: false };
  return (await listQueue(request, parts)).entries.map(({ entry }) => entry);
}

async function rowOf(id: string) {
  const [row] = await database.query(
    `select metadata, message_content, encode(payload_hash, 'hex') as payload_hash
     from lead_activity_log where id = $1`,
    [id],
  );
  return row;
}

describe.each(['table', 'spool'] as const)('an entry of the %s', (name) => {
  it('that the database refuses is edited, replayed and written as who it was', async () => {
    const here = stage();
    const fields = { ...MESSAGE.fields, amount: 'lots' };
    const { eventId } = await keep(here[name], {
      ...MESSAGE,
      dedupeKey: `refused ${name}`,
      fields,
    });
    expect(await replay(here)).toMatchObject({ parked: 1, entries: [{ code: '22P02' }] });
    const { entry } = await edit(here, eventId, { 'metadata.amount': 12 });
    expect(await replay(here)).toMatchObject({ replayed: 1, parked: 0 });
    expect(await rowOf(eventId)).toEqual({
      metadata: { ...fields, amount: 12 },
      message_content: MESSAGE.messageContent,
      payload_hash: entry.payloadHash,
    });
    expect(await queued(here)).toEqual([]);
  });

  it('that never was an event becomes the one that a repetition of it is', async () => {
    const here = stage();
    const dedupeKey = `input ${name}`;
    const { eventId } = await keep(here[name], {
      ...{ ...MESSAGE, dedupeKey, fields: { ...MESSAGE.fields, phone: [1] } },
    });
    const { entry } = await edit(here, eventId, { 'fields.phone': MESSAGE.fields.phone });
    expect(await replay(here)).toMatchObject({ replayed: 1 });
    expect(await rowOf(entry.eventId)).toMatchObject({ payload_hash: entry.payloadHash });
    const again = await prepare({ ...MESSAGE, dedupeKey });
    if (again.kind !== 'writable') throw new Error('It is fit.');
    const deadline = systemClock.elapsed() + MINUTE;
    const receipts = await here.sink.write([again.event], { deadline, statementTimeout: 5000 });
    expect(receipts).toMatchObject([{ outcome: 'duplicate' }]);
  });

  it('that is edited into a conflict is parked as one, and edited out of it', async () => {
    const here = stage();
    const dedupeKey = `conflict ${name}`;
    await keep(here[name], { ...MESSAGE, dedupeKey });
    expect(await replay(here)).toMatchObject({ replayed: 1 });
    const fields = { ...MESSAGE.fields, phone: [1] };
    const { eventId } = await keep(here[name], { ...MESSAGE, dedupeKey, fields });
    const { entry } = await edit(here, eventId, { 'fields.phone': '5125550000' });
    expect(await replay(here)).toMatchObject({ parked: 1, entries: [{ code: 'conflict' }] });
    expect(await queued(here)).toMatchObject([
      { state: 'parked', lane: 'conflict', eventId: entry.eventId, edits: [{ by: 'Ada' }] },
    ]);
    const undone = await edit(here, entry.eventId, { 'metadata.phone': MESSAGE.fields.phone });
    expect(undone.entry.edits).toHaveLength(2);
    expect(await replay(here)).toMatchObject({ duplicates: 1, parked: 0 });
    expect(await queued(here)).toEqual([]);
  });

  it('that was edited remembers it though its values hold what no store takes', async () => {
    const here = stage();
    const { eventId } = await keep(here[name], { ...MESSAGE, messageContent: 'a\0b' });
    const { entry } = await edit(here, eventId, { messageContent: 'ab', dedupeKey: name });
    const [listed] = await queued(here);
    expect(listed?.edits).toEqual(entry.edits);
    expect(await replay(here)).toMatchObject({ replayed: 1 });
  });
});

describe('both stores together', () => {
  const filter = { ...EVERY_ENTRY, eventTypes: ['MESSAGE_SENT'] };

  it('requeue what is parked, discard with a reason, and purge what was discarded', async () => {
    const here = stage();
    const refused = { ...MESSAGE, fields: { ...MESSAGE.fields, amount: 'lots' } };
    await keep(here.table, { ...refused, dedupeKey: 'both 1' });
    await keep(here.spool, { ...refused, dedupeKey: 'both 2' });
    await keep(here.spool, { ...MESSAGE, fields: [] });
    expect(await replay(here)).toMatchObject({ parked: 2 });
    const request = { target, filter, limit: 100 };
    const requeued = await requeueEntries(request, here.parts);
    expect(requeued).toMatchObject({ changed: 2, skipped: 1, remaining: 0 });
    expect((await queued(here, ['pending'])).length).toBe(2);
    const gone = { ...request, by: 'Ada', reason: 'Test data', includePending: true };
    expect(await discardEntries(gone, here.parts)).toMatchObject({ changed: 3, skipped: 0 });
    expect(await replay(here)).toMatchObject({ replayed: 0, parked: 0, entries: [] });
    const ended = await queued(here, ['discarded']);
    expect(ended.map(({ resolution }) => resolution)).toMatchObject(
      Array.from({ length: 3 }, () => ({ by: 'Ada', reason: 'Test data' })),
    );
    const purge = { target, states: ['discarded'], olderThanDays: 0, dryRun: true };
    expect(await purgeQueue(purge, here.parts)).toMatchObject({ discarded: 3 });
    expect((await queued(here, ['discarded'])).length).toBe(3);
    await purgeQueue({ ...purge, dryRun: false }, here.parts);
    expect(await queued(here, ['discarded'])).toEqual([]);
  });
});
