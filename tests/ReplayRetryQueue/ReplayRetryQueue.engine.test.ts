import { randomUUID } from 'node:crypto';
import { freePort } from '../../stand/freePort';
import { type LogActivityStage, stageLogActivity } from '../support/logActivityNode';
import { type ReplayPlace, runReplay } from '../support/replayNode';

let stage: LogActivityStage;
beforeEach(async () => {
  stage = await stageLogActivity();
});
afterEach(() => stage.end());

const place = (changes: Partial<ReplayPlace> = {}): ReplayPlace => ({
  database: stage.database.name,
  spoolFolder: stage.spoolFolder,
  ...changes,
});
const notes = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ message: `note ${i}` }));

/** Logs events while nothing listens, so that they wait in the spool. */
async function logDuringOutage(count: number): Promise<string[]> {
  const credential = { port: await freePort() };
  const options = { attempts: 1 };
  const { receipts } = await stage.run(notes(count), { options }, { credential });
  expect(receipts.every(({ keptIn }) => keptIn === 'spool')).toBe(true);
  return receipts.map(({ eventId }) => eventId).sort();
}

/** Logs in a worker that does not see the spool, and so takes nothing of it along. */
const logElsewhere = (items: readonly object[], parameters: object) =>
  stage.run(items, { ...parameters, options: { spoolFolder: `${stage.spoolFolder}/elsewhere` } });

/** Logs events of a lead that is not there, so that they wait in the queue table. */
async function logForLead(leadValue: string, count: number): Promise<string[]> {
  const { receipts } = await stage.run(notes(count), { leadBy: 'id', leadValue });
  expect(receipts.every(({ keptIn }) => keptIn === 'queueTable')).toBe(true);
  return receipts.map(({ eventId }) => eventId).sort();
}

async function storedIds(): Promise<string[]> {
  const rows = await stage.database.query<{ id: string }>(
    'select id from lead_activity_log order by id',
  );
  return rows.map(({ id }) => id);
}

describe('Replay', () => {
  it('writes what waits in queue table and spool, each event as it was logged', async () => {
    const lead = randomUUID();
    const spooled = await logDuringOutage(3);
    const queued = await logForLead(lead, 2);
    expect(await storedIds()).toEqual([]);
    await stage.database.query('insert into leads (id) values ($1)', [lead]);
    const { summary, needsAttention, error } = await runReplay(place());
    expect(error).toBeUndefined();
    expect(summary).toMatchObject({
      ...{ replayed: 5, duplicates: 0, failed: 0, parked: 0, skipped: 0, remaining: 0 },
      ...{ oldestFailedAt: null, stoppedBecause: null },
    });
    expect(needsAttention).toEqual([]);
    expect(await storedIds()).toEqual([...spooled, ...queued].sort());
    const rows = await stage.database.query<{ message_content: string }>(
      'select message_content from lead_activity_log where lead_id is null order by message_content',
    );
    expect(rows.map((row) => row.message_content)).toEqual(notes(3).map(({ message }) => message));
  });

  it('writes nothing a second time', async () => {
    const ids = await logDuringOutage(3);
    await runReplay(place());
    const { summary } = await runReplay(place());
    expect(summary).toMatchObject({ replayed: 0, duplicates: 0, remaining: 0 });
    expect(await storedIds()).toEqual(ids);
  });

  it('knows an event that had been written after all', async () => {
    const event = { additionalFields: { dedupeKey: 'sms-1' } };
    const credential = { port: await freePort() };
    await stage.run([{}], { ...event, options: { attempts: 1 } }, { credential });
    await logElsewhere([{}], event);
    const { summary } = await runReplay(place());
    expect(summary).toMatchObject({ replayed: 0, duplicates: 1, remaining: 0 });
    expect(await storedIds()).toHaveLength(1);
  });

  it('leaves to each target what was meant for it', async () => {
    await logDuringOutage(2);
    const elsewhere = await runReplay(place({ credentialId: 'another' }));
    expect(elsewhere.summary).toMatchObject({ replayed: 0, remaining: 0 });
    expect(await storedIds()).toEqual([]);
    expect((await runReplay(place())).summary).toMatchObject({ replayed: 2 });
  });

  it.each(['={{ 0 }}', '={{ 1.5 }}', '={{ "many" }}'])(
    'refuses the limit %s instead of replaying nothing',
    async (limit) => {
      const { error } = await runReplay(place(), { limit });
      expect(error?.message).toContain('Limit');
    },
  );

  it('takes no more than Limit, and says how much remains', async () => {
    await logDuringOutage(5);
    const { summary } = await runReplay(place(), { limit: 2 });
    expect(summary).toMatchObject({
      replayed: 2,
      remaining: 3,
      oldestFailedAt: expect.any(String),
    });
    expect(await storedIds()).toHaveLength(2);
  });

  it('tries an event again whose lead is still missing, later, and keeps it', async () => {
    await logForLead(randomUUID(), 1);
    const { summary } = await runReplay(place());
    expect(summary).toMatchObject({ replayed: 0, failed: 1, remaining: 1 });
    const again = await runReplay(place());
    expect(again.summary).toMatchObject({ replayed: 0, failed: 0, remaining: 1 });
  });

  it('leaves parked events alone', async () => {
    await stage.run([{ type: 'NO_SUCH_TYPE' }]);
    const { summary, needsAttention } = await runReplay(place());
    expect(summary).toMatchObject({ replayed: 0, parked: 0, remaining: 0 });
    expect(needsAttention).toEqual([]);
    const rows = await stage.database.query('select state from activity_retry_queue');
    expect(rows).toEqual([{ state: 'parked' }]);
  });

  it('shows at Needs Attention what it had to park', async () => {
    const parameters = { additionalFields: { dedupeKey: 'sms-1' } };
    const credential = { port: await freePort() };
    const { receipts } = await stage.run([{ message: 'Rumpelstiltskin' }], parameters, {
      credential,
    });
    await logElsewhere([{ message: 'another' }], parameters);
    const { summary, needsAttention } = await runReplay(place());
    expect(summary).toMatchObject({ replayed: 0, parked: 1, remaining: 0 });
    expect(needsAttention.map(({ json }) => json)).toEqual([
      expect.objectContaining({
        eventId: receipts[0]?.eventId,
        outcome: 'parked',
        state: 'parked',
        code: 'conflict',
      }),
    ]);
    expect(JSON.stringify(needsAttention)).not.toContain('Rumpelstiltskin');
  });

  it('returns what became of each entry when asked to', async () => {
    const ids = await logDuringOutage(2);
    const { replayed } = await runReplay(place(), { output: 'itemPerEntry' });
    expect(replayed.map(({ json }) => json['eventId']).sort()).toEqual(ids);
    expect(replayed[0]?.json).toMatchObject({
      eventType: 'NOTE_ADDED',
      tenantId: 'default',
      outcome: 'replayed',
      state: 'replayed',
      code: null,
    });
  });

  it('runs once however many items come in, and links its items to all of them', async () => {
    await logDuringOutage(1);
    const input = [{ json: { a: 1 } }, { json: { a: 2 } }];
    const { replayed } = await runReplay(place({ input }));
    expect(replayed).toHaveLength(1);
    expect(replayed[0]).toMatchObject({
      json: { replayed: 1 },
      pairedItem: [{ item: 0 }, { item: 1 }],
    });
  });

  it('links events to leads that have come since', async () => {
    await stage.run([{}], { leadBy: 'airtableId', leadValue: 'recLATER12' });
    await stage.database.query("insert into leads (airtable_record_id) values ('recLATER12')");
    const { summary } = await runReplay(place());
    expect(summary).toMatchObject({ eventsLinked: 1 });
  });

  it('tells what was replayed even when events cannot be linked to leads', async () => {
    const ids = await logDuringOutage(1);
    await stage.database.query('alter function link_leads rename to link_leads_elsewhere');
    const { summary, error } = await runReplay(place());
    expect(error).toBeUndefined();
    expect(summary).toMatchObject({ replayed: 1, eventsLinked: null });
    expect(await storedIds()).toEqual(ids);
  });

  it('ends as a duplicate when a keyed event came again, later, before its replay', async () => {
    const parameters = { additionalFields: { dedupeKey: 'SM1', timestamp: '={{ $json.at }}' } };
    const item = (second: number) => [{ message: 'hi', at: `2026-03-01T10:00:0${second}.000Z` }];
    const credential = { port: await freePort() };
    for (const second of [1, 2]) {
      const options = { attempts: 1 };
      await stage.run(item(second), { ...parameters, options }, { credential });
    }
    const { receipts } = await logElsewhere(item(3), parameters);
    const { summary, needsAttention } = await runReplay(place());
    expect(summary).toMatchObject({ replayed: 0, duplicates: 2, parked: 0, remaining: 0 });
    expect(needsAttention).toEqual([]);
    expect(await storedIds()).toEqual([receipts[0]?.eventId]);
  });
});

describe('Replay while the target cannot take events', () => {
  it('fails in clear words when the database does not answer, and consumes nothing', async () => {
    const ids = await logDuringOutage(2);
    const credential = { port: await freePort() };
    const { error, replayed } = await runReplay(place({ credential }));
    expect(error?.message).toBe('PostgreSQL refuses connections.');
    expect(error?.description).toContain('Host');
    expect(replayed).toEqual([]);
    expect((await runReplay(place())).summary).toMatchObject({ replayed: 2, duplicates: 0 });
    expect(await storedIds()).toEqual(ids);
  });

  it('names the missing table and both cures', async () => {
    await logDuringOutage(1);
    const { error } = await runReplay(place({ schema: 'elsewhere' }));
    expect(error?.message).toContain('elsewhere.lead_activity_log does not exist');
    expect(error?.description).toContain('Set Up Database');
    expect(error?.description).toContain('psql');
    expect((await runReplay(place())).summary).toMatchObject({ replayed: 1 });
  });

  it('refuses a wrong password without repeating it', async () => {
    const { error } = await runReplay(place({ credential: { password: 'tr0ub4dor' } }));
    expect(error?.description).toContain('Password');
    expect(JSON.stringify([error?.message, error?.description])).not.toContain('tr0ub4dor');
  });

  it('returns an error item when the node continues on failure', async () => {
    const node = { onError: 'continueRegularOutput' as const };
    const credential = { port: await freePort() };
    const { error, replayed, needsAttention } = await runReplay(place({ credential, node }));
    expect(error).toBeUndefined();
    expect(replayed).toEqual([
      {
        json: { error: expect.stringMatching(/^PostgreSQL refuses connections\. .*Host/) },
        pairedItem: { item: 0 },
      },
    ]);
    expect(needsAttention).toEqual([]);
  });
});
