import type { INodeParameters } from 'n8n-workflow';
import { jsonOf, RetryQueueStage, SECRET } from '../support/retryQueueStage';

let stage: RetryQueueStage;
beforeEach(async () => {
  stage = await RetryQueueStage.open();
});
afterEach(() => stage.end());

const listed = async (parameters: INodeParameters = {}) =>
  jsonOf((await stage.run('getMany', parameters)).replayed);
const goOn = { onError: 'continueRegularOutput' as const };

describe('Edit', () => {
  it('makes an event of what was refused, and a replay writes it', async () => {
    await stage.logRefused([{ message: SECRET }]);
    const [{ entryId } = {}] = await listed();
    const changes = '{ "fields.phone": "4085551234" }';
    const { summary, error } = await stage.run('edit', {
      ...{ entryId: entryId as string, changes, editedBy: 'ops on call' },
    });
    expect(error).toBeUndefined();
    expect(summary).toMatchObject({
      ...{ previousEntryId: entryId, store: 'queueTable', state: 'pending' },
      ...{ eventType: 'MESSAGE_SENT', alsoIn: [], edits: [{ by: 'ops on call' }] },
      changes: expect.arrayContaining([expect.objectContaining({ after: '4085551234' })]),
    });
    expect(summary).not.toHaveProperty('payload');
    expect((await stage.run('replay')).summary).toMatchObject({ replayed: 1, remaining: 0 });
    expect(await stage.storedIds()).toEqual([summary['eventId']]);
  });

  it('says who edits when nobody is named', async () => {
    const [id = ''] = await stage.logOrphans([{}]);
    const { summary } = await stage.run('edit', { entryId: id, changes: '{ "leadId": null }' });
    expect(summary['edits']).toMatchObject([{ by: 'workflow workflow-1, execution 1' }]);
  });

  it('edits once for each item, and gives each bad one an error item of its own', async () => {
    const ids = await stage.logOrphans([{}, {}]);
    const input = [...ids, 'none'].map((id) => ({ json: { id, note: `of ${id}` } }));
    const parameters = {
      entryId: '={{ $json.id }}',
      changes: '={{ { leadId: null, description: $json.note } }}',
    };
    const run = await stage.run('edit', parameters, { input, node: goOn });
    expect(run.error).toBeUndefined();
    expect(run.replayed).toMatchObject([
      { json: { eventId: ids[0], state: 'pending' }, pairedItem: [{ item: 0 }] },
      { json: { eventId: ids[1], state: 'pending' }, pairedItem: [{ item: 1 }] },
      { json: { error: expect.stringMatching(/Entry ID/) }, pairedItem: { item: 2 } },
    ]);
    await stage.run('replay');
    const rows = await stage.log.database.query<{ description: string }>(
      'select description from lead_activity_log order by 1',
    );
    expect(rows.map((row) => row.description)).toEqual(ids.map((id) => `of ${id}`).sort());
  });

  it('saves nothing that Log Activity would refuse, and says why without the value', async () => {
    await stage.logRefused([{}]);
    const [before] = await listed({ includePayload: true });
    const changes = `{ "fields.phone": ["${SECRET}"] }`;
    const { error } = await stage.run('edit', { entryId: before?.['entryId'] as string, changes });
    expect(`${error?.message} ${error?.description}`).toContain('phone');
    expect(`${error?.message} ${error?.description}`).not.toContain(SECRET);
    expect(await listed({ includePayload: true })).toEqual([before]);
  });

  it('keeps the privacy that it is told, also for what a person enters', async () => {
    const [id = ''] = await stage.logOrphans([{}]);
    const changes = `{ "leadId": null, "messageContent": "${SECRET}" }`;
    await stage.run('edit', { entryId: id, changes, options: { privacy: 'strict' } });
    await stage.run('replay');
    const rows = await stage.log.database.query('select message_content from lead_activity_log');
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toContain(SECRET);
  });
});

describe('Requeue', () => {
  it('gives parked events all their tries before them, and leaves refused inputs', async () => {
    const [id = ''] = await stage.logOrphans([{}]);
    await stage.logRefused([{}]);
    await stage.log.database.query(
      `update activity_retry_queue set state = 'parked', next_attempt_at = null, replays = 5
       where event_id = $1`,
      [id],
    );
    await stage.addOrphan();
    expect((await stage.run('replay')).summary).toMatchObject({ replayed: 0 });
    const { summary } = await stage.run('requeue');
    expect(summary).toMatchObject({ changed: 1, skipped: 1, remaining: 0, stoppedBecause: null });
    expect((await stage.run('replay')).summary).toMatchObject({ replayed: 1 });
    expect(await stage.storedIds()).toEqual([id]);
  });

  it('changes no more than Limit, oldest first, and says how many are left', async () => {
    await stage.logOrphans([{}, {}, {}]);
    await stage.log.database.query('update activity_retry_queue set replays = 2');
    const { summary } = await stage.run('requeue', { limit: 2 });
    expect(summary).toMatchObject({ changed: 2, remaining: 1 });
  });
});

describe('Discard', () => {
  it('gives up what the filters mean, with who and why, and nothing else', async () => {
    const [id = ''] = await stage.logOrphans([{}]);
    await stage.logRefused([{}, {}]);
    const { summary } = await stage.run('discard', {
      reason: 'Messages of a draft',
      filters: { eventTypes: 'MESSAGE_SENT' },
    });
    expect(summary).toMatchObject({ changed: 2, skipped: 0, remaining: 0 });
    expect(await stage.states()).toEqual({ discarded: 2, pending: 1 });
    expect(await listed()).toMatchObject([{ eventId: id }]);
    expect(await listed({ filters: { states: ['discarded'] } })).toMatchObject([
      {
        resolution: {
          ...{ outcome: 'discarded', reason: 'Messages of a draft' },
          by: 'workflow workflow-1, execution 1',
        },
      },
      { state: 'discarded' },
    ]);
  });

  it('takes what waits for a replay only with Include Pending', async () => {
    const [id = ''] = await stage.logOrphans([{}]);
    const named = { reason: 'A test', filters: { ids: id } };
    expect((await stage.run('discard', named)).summary).toMatchObject({
      ...{ changed: 0, skipped: 1 },
      stores: expect.arrayContaining([
        expect.objectContaining({ skipped: [expect.objectContaining({ reason: 'notParked' })] }),
      ]),
    });
    expect(await stage.states()).toEqual({ pending: 1 });
    const all = { ...named, options: { includePending: true } };
    expect((await stage.run('discard', all)).summary).toMatchObject({ changed: 1 });
    expect(await stage.states()).toEqual({ discarded: 1 });
  });

  it('answers items that mean the same once, and links the answer to all of them', async () => {
    const [id = ''] = await stage.logRefused([{}]);
    const input = [{ json: {} }, { json: {} }];
    const parameters = { reason: 'A test', discardedBy: 'ops on call', filters: { ids: id } };
    const { replayed } = await stage.run('discard', parameters, { input });
    expect(replayed).toEqual([
      {
        json: expect.objectContaining({ changed: 1 }),
        pairedItem: [{ item: 0 }, { item: 1 }],
      },
    ]);
  });

  it('does not touch the entries of another target unless it is named', async () => {
    const [id = ''] = await stage.logRefused([{}]);
    const elsewhere = { credentialId: 'another' };
    const parameters = { reason: 'A test', filters: { ids: id } };
    const { summary } = await stage.run('discard', parameters, elsewhere);
    expect(summary).toMatchObject({ changed: 0 });
    const target = { credentialId: 'db', database: stage.log.database.name, schema: 'public' };
    const named = { ...parameters, options: { anotherTarget: { target } } };
    expect((await stage.run('discard', named, elsewhere)).summary).toMatchObject({ changed: 1 });
  });
});

describe('Purge', () => {
  beforeEach(async () => {
    await stage.logOrphans([{}]);
    const ids = await stage.logRefused([{}]);
    const filters = { ids: ids.join() };
    await stage.run('discard', { reason: 'A test', filters });
  });

  it('counts first, removes when a person says so, and never what waits', async () => {
    const all = { olderThanDays: 0 };
    const counted = await stage.run('purge', all);
    expect(counted.summary).toMatchObject({ dryRun: true, discarded: 1, replayed: 0 });
    expect(await stage.states()).toEqual({ discarded: 1, pending: 1 });
    const purged = await stage.run('purge', { ...all, dryRun: false });
    expect(purged.summary).toMatchObject({ dryRun: false, discarded: 1, replayed: 0 });
    expect(await stage.states()).toEqual({ pending: 1 });
  });

  it('keeps what was resolved in the last 30 days unless told otherwise', async () => {
    const { summary } = await stage.run('purge', { dryRun: false });
    expect(summary).toMatchObject({ discarded: 0 });
    expect(await stage.states()).toEqual({ discarded: 1, pending: 1 });
  });

  it('removes only the states that are chosen', async () => {
    const parameters = { olderThanDays: 0, dryRun: false, states: ['replayed'] };
    expect((await stage.run('purge', parameters)).summary).toMatchObject({ discarded: 0 });
    expect(await stage.states()).toEqual({ discarded: 1, pending: 1 });
  });

  it('runs once however many items come in', async () => {
    const input = [{ json: {} }, { json: {} }];
    const { replayed } = await stage.run('purge', {}, { input });
    expect(replayed).toMatchObject([{ pairedItem: [{ item: 0 }, { item: 1 }] }]);
  });
});

describe('Replay Retry Queue as the tool of an agent', () => {
  it('lists and groups what waits', async () => {
    await stage.logOrphans([{ message: SECRET }]);
    const answer = await stage.ask('getMany', { groupBy: 'incident' });
    expect(answer).toMatchObject([{ code: '23503', count: 1 }]);
  });

  it('shows the model what needs attention, too', async () => {
    const parameters = { additionalFields: { dedupeKey: 'sms-1' } };
    await stage.logOrphans([{ message: 'one' }], parameters);
    await stage.log.run([{ message: 'two' }], parameters);
    await stage.addOrphan();
    const answer = await stage.ask('replay');
    expect(answer).toMatchObject([
      { replayed: 0, parked: 1 },
      { outcome: 'parked', code: 'conflict' },
    ]);
  });

  it('lets an agent discard only what it names, and says who it was', async () => {
    const [id = ''] = await stage.logRefused([{}]);
    const everything = { reason: 'A test', filters: { eventTypes: 'MESSAGE_SENT' } };
    await expect(stage.ask('discard', everything)).rejects.toMatchObject({
      message: expect.stringContaining('An AI agent may only discard entries that it names.'),
    });
    expect(await stage.states()).toEqual({ parked: 1 });
    const answer = await stage.ask('discard', { reason: 'A test', filters: { ids: id } });
    expect(answer).toMatchObject([{ changed: 1 }]);
    const [entry] = await listed({ filters: { states: ['discarded'] } });
    expect(entry?.['resolution']).toMatchObject({ by: expect.stringContaining('an AI agent') });
  });

  it('lets an agent count what a purge would remove, and remove nothing', async () => {
    const filters = { ids: (await stage.logRefused([{}])).join() };
    await stage.run('discard', { reason: 'A test', filters });
    const all = { olderThanDays: 0 };
    expect(await stage.ask('purge', all)).toMatchObject([{ dryRun: true, discarded: 1 }]);
    await expect(stage.ask('purge', { ...all, dryRun: false })).rejects.toMatchObject({
      message: expect.stringContaining('An AI agent may not remove entries'),
    });
    expect(await stage.states()).toEqual({ discarded: 1 });
  });
});
