import { freePort } from '../../stand/freePort';
import { jsonOf, RetryQueueStage } from '../support/retryQueueStage';

let stage: RetryQueueStage;
beforeEach(async () => {
  stage = await RetryQueueStage.open();
});
afterEach(() => stage.end());

const replay = async (parameters: Parameters<RetryQueueStage['run']>[1] = {}) =>
  (await stage.run('replay', parameters)).summary;

const park = (id: string) =>
  stage.log.database.query(
    "update activity_retry_queue set state = 'parked', next_attempt_at = null where event_id = $1",
    [id],
  );

describe('Replay', () => {
  it('leaves no trace of a dry run, and says what would be', async () => {
    const ids = await stage.logOrphans([{}, {}]);
    await stage.addOrphan();
    const before = await stage.log.database.query('select * from activity_retry_queue order by 1');
    const dry = await stage.run('replay', { dryRun: true, output: 'itemPerEntry' });
    expect(jsonOf(dry.replayed)).toMatchObject(
      ids.toSorted().map((eventId) => ({ eventId, outcome: 'replayed' })),
    );
    expect(await stage.storedIds()).toEqual([]);
    const after = await stage.log.database.query('select * from activity_retry_queue order by 1');
    expect(after).toEqual(before);
    expect(await replay({ dryRun: true })).toMatchObject({ dryRun: true, replayed: 2 });
    expect(await replay()).toMatchObject({ dryRun: false, replayed: 2, remaining: 0 });
  });

  it('replays only what the filters mean', async () => {
    const [first = '', second = ''] = await stage.logOrphans([{}, {}]);
    await stage.addOrphan();
    expect(await replay({ filters: { ids: second } })).toMatchObject({ replayed: 1, remaining: 1 });
    expect(await stage.storedIds()).toEqual([second]);
    expect(await replay({ filters: { codes: '23503' } })).toMatchObject({ replayed: 1 });
    expect(await stage.storedIds()).toEqual([first, second].sort());
  });

  it('takes what is not due, and what is parked, when it is told to', async () => {
    const [waiting = '', parked = ''] = await stage.logOrphans([{}, {}]);
    expect(await replay({ filters: { ids: waiting } })).toMatchObject({ failed: 1 });
    await park(parked);
    await stage.addOrphan();
    expect(await replay()).toMatchObject({ replayed: 0, remaining: 1 });
    expect(await replay({ options: { includeNotDue: true } })).toMatchObject({ replayed: 1 });
    expect(await replay({ options: { includeParked: true } })).toMatchObject({ replayed: 1 });
    expect(await stage.storedIds()).toEqual([waiting, parked].sort());
  });

  it('holds a lead back behind an event that needs a person, when order is asked for', async () => {
    const [first = '', second = ''] = await stage.logOrphans([{}, {}]);
    await park([first, second].sort()[0] ?? '');
    await stage.addOrphan();
    const strict = await stage.run('replay', {
      ...{ output: 'itemPerEntry', options: { strictOrder: true } },
    });
    expect(strict.replayed).toEqual([]);
    const [held] = jsonOf(strict.needsAttention);
    expect(held).toMatchObject({ outcome: 'skipped', state: 'pending', code: 'held_by_order' });
    expect(await replay()).toMatchObject({ replayed: 1 });
  });

  it('tells what is in the log from what is not by its outputs', async () => {
    const [known = ''] = await stage.logOrphans([{}]);
    const missing = { leadValue: '00000000-0000-4000-8000-000000000000' };
    const [orphan = ''] = await stage.logOrphans([{}], missing);
    await stage.addOrphan();
    const run = await stage.run('replay', { output: 'itemPerEntry' });
    expect(jsonOf(run.replayed)).toMatchObject([{ eventId: known, outcome: 'replayed' }]);
    const failed = { eventId: orphan, outcome: 'failed', state: 'pending', code: '23503' };
    expect(jsonOf(run.needsAttention)).toMatchObject([failed]);
    const again = await stage.run('replay', { options: { includeNotDue: true } });
    expect(again.replayed).toHaveLength(1);
    expect(jsonOf(again.needsAttention)).toMatchObject([failed]);
  });

  it('takes the entries of another target only when all of it is named', async () => {
    const [id] = await stage.logOrphans([{}]);
    await stage.addOrphan();
    const elsewhere = { credentialId: 'another' };
    const untouched = await stage.run('replay', {}, elsewhere);
    expect(untouched.summary).toMatchObject({ replayed: 0, remaining: 0 });
    expect(await stage.storedIds()).toEqual([]);
    const status = (await stage.run('getStatus', {}, elsewhere)).summary;
    const [other = { target: {}, waiting: 0 }] = status['otherTargets'] as {
      target: Record<string, string>;
      waiting: number;
    }[];
    expect(other.waiting).toBe(1);
    const options = { anotherTarget: { target: other.target } };
    const named = await stage.run('replay', { options }, elsewhere);
    expect(named.summary).toMatchObject({ replayed: 1, remaining: 0 });
    expect(await stage.storedIds()).toEqual([id]);
  });

  it('is remembered for Get Status, but a dry run is not', async () => {
    const lastRun = async () => (await stage.run('getStatus')).summary['lastRun'];
    await stage.logOrphans([{}]);
    await stage.addOrphan();
    await replay({ dryRun: true });
    expect(await lastRun()).toBeNull();
    await replay();
    expect(await lastRun()).toMatchObject({ replayed: 1, failed: 0, stoppedBecause: null });
  });

  it('ends when the execution is cancelled, and leaves what is left as it was', async () => {
    await stage.logOrphans([{}, {}]);
    await stage.addOrphan();
    const run = await stage.run('replay', {}, { signal: AbortSignal.abort() });
    expect(run.replayed).toEqual([]);
    expect(await stage.states()).toEqual({ pending: 2 });
    expect(await replay()).toMatchObject({ replayed: 2 });
  });
});

describe('Replay Items', () => {
  const listed = async () =>
    jsonOf((await stage.run('getMany', { includePayload: true })).replayed);
  const inputOf = (items: readonly object[]) => ({
    input: items.map((json) => ({ json: json as Record<string, string> })),
  });

  it('writes what Get Many gave, each answer linked to its item', async () => {
    const ids = await stage.logOrphans([{ message: 'one' }, { message: 'two' }]);
    const items = await listed();
    await stage.addOrphan();
    const { replayed, needsAttention } = await stage.run('replayItems', {}, inputOf(items));
    expect(needsAttention).toEqual([]);
    expect(replayed).toMatchObject(
      items.map(({ entryId, eventId }, item) => ({
        json: { entryId, eventId, outcome: 'replayed', state: 'replayed', code: null },
        pairedItem: { item },
      })),
    );
    expect(await stage.storedIds()).toEqual(ids.sort());
    const rows = await stage.log.database.query<{ message_content: string }>(
      'select message_content from lead_activity_log order by 1',
    );
    expect(rows.map((row) => row.message_content)).toEqual(['one', 'two']);
    const again = await stage.run('replayItems', {}, inputOf(items));
    expect(jsonOf(again.replayed)).toMatchObject([{ outcome: 'duplicate' }, {}]);
    expect((await stage.run('replay')).summary).toMatchObject({ duplicates: 2, remaining: 0 });
  });

  it('never lets a bad item stop its neighbours, and gives back what was not written', async () => {
    await stage.logOrphans([{}]);
    const [entry = {}] = await listed();
    await stage.logOrphans([{}], { leadValue: '00000000-0000-4000-8000-000000000000' });
    const [, orphan = {}] = await listed();
    await stage.addOrphan();
    const items = [{ a: 1 }, entry, orphan];
    const run = await stage.run('replayItems', {}, inputOf(items));
    expect(run.error).toBeUndefined();
    expect(run.replayed).toMatchObject([
      { json: { outcome: 'replayed' }, pairedItem: { item: 1 } },
    ]);
    expect(run.needsAttention).toMatchObject([
      { json: { outcome: 'refused', entry: null }, pairedItem: { item: 0 } },
      {
        json: { outcome: 'failed', code: '23503', entry: { replays: 1, state: 'pending' } },
        pairedItem: { item: 2 },
      },
    ]);
    const back = jsonOf(run.needsAttention)[1]?.['entry'];
    const again = await stage.run('replayItems', {}, inputOf([back as object]));
    expect(jsonOf(again.needsAttention)).toMatchObject([{ outcome: 'failed' }]);
  });

  it('writes nothing in a dry run', async () => {
    await stage.logOrphans([{}]);
    await stage.addOrphan();
    const run = await stage.run('replayItems', { dryRun: true }, inputOf(await listed()));
    expect(jsonOf(run.replayed)).toMatchObject([{ outcome: 'replayed', dryRun: true }]);
    expect(await stage.storedIds()).toEqual([]);
  });

  it('gives every item an error item when the target takes none', async () => {
    await stage.logOrphans([{}]);
    const items = await listed();
    const node = { onError: 'continueRegularOutput' as const };
    const credential = { port: await freePort() };
    const place = { ...inputOf([...items, ...items]), node, credential };
    const run = await stage.run('replayItems', {}, place);
    const failed = { error: expect.stringContaining('PostgreSQL refuses connections.') };
    expect(run.replayed).toEqual([
      { json: failed, pairedItem: { item: 0 } },
      { json: failed, pairedItem: { item: 1 } },
    ]);
  });

  it('refuses the entries of another target unless it is named', async () => {
    await stage.logOrphans([{}]);
    const items = await listed();
    await stage.addOrphan();
    const elsewhere = { ...inputOf(items), credentialId: 'another' };
    const refused = await stage.run('replayItems', {}, elsewhere);
    expect(jsonOf(refused.needsAttention)).toMatchObject([{ outcome: 'refused' }]);
    const target = { credentialId: 'db', database: stage.log.database.name, schema: 'public' };
    const options = { anotherTarget: { target } };
    const named = await stage.run('replayItems', { options }, elsewhere);
    expect(jsonOf(named.replayed)).toMatchObject([{ outcome: 'replayed' }]);
  });
});
