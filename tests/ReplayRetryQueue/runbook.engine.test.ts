import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { freePort } from '../../stand/freePort';
import { COMMIT, QUEUE_PUT } from '../support/faults/plannedFault';
import { stageFault } from '../support/faults/stageFault';
import { runQuery } from '../support/queryNode';
import { jsonOf, ORPHAN, RetryQueueStage } from '../support/retryQueueStage';

const README = readFileSync(join(__dirname, '..', '..', 'README.md'), 'utf8');
const [, RUNBOOK = '', RECOVERY = ''] =
  /### Runbook\n([^]*?)### When nothing could keep an event\n([^]*?)\n## /.exec(README) ?? [];

/** A step is followed as it is written, or not at all. */
function step(words: string, chapter = RUNBOOK): void {
  expect(chapter).toContain(words);
}

let stage: RetryQueueStage;
beforeEach(async () => {
  stage = await RetryQueueStage.open();
});
afterEach(() => stage.end());

async function run(operation: string, parameters: INodeParameters = {}): Promise<IDataObject[]> {
  const { replayed, error } = await stage.run(operation, parameters);
  expect(error).toBeUndefined();
  return jsonOf(replayed);
}

describe('the runbook', () => {
  it('leads from the alert to a drained queue', async () => {
    const orphans = await stage.logOrphans([{}, {}]);
    const [wrong, draft, refusedForNow] = await stage.logRefused([
      { phone: ['408'] },
      { phone: ['1'] },
      { phone: ['2'] },
    ]);

    step('Slack says _Activity log: 2 events could not be written_');
    step('_The retry queue of the activity log needs a person_');
    step('1. **Look.** _Get Status_.');
    step('If `notices` is empty and `parked` is 0');
    const [status = {}] = await run('getStatus');
    expect(status).toMatchObject({ pending: 2, parked: 3, notices: [] });

    step('2. **Find the causes.** _Get Many_ with _Group By: Incident_');
    const incidents = await run('getMany', { groupBy: 'incident' });
    const missing = incidents.find(({ code }) => code === '23503');
    expect(missing).toMatchObject({ count: 2, hint: expect.stringMatching(/\S/) });
    expect((missing?.['entries'] as string[]).map((id) => id.slice(0, 36))).toEqual(
      expect.arrayContaining(orphans),
    );
    step('use _Group By: None_ and _Filters → Event or Entry IDs_ instead');
    const named = await run('getMany', { filters: { ids: orphans[0] ?? '' } });
    expect(named).toMatchObject([{ fingerprint: missing?.['fingerprint'] }]);

    step('3. **Cure the cause**, as `hint` says.');
    await stage.addOrphan();

    step('4. **Try.** _Replay_ with _Dry Run_, _Filters → Fingerprints_ from step 2');
    step('_Options → Include Not Due_ and _Include Parked_');
    const filters = { fingerprints: missing?.['fingerprint'] as string };
    const options = { includeNotDue: true, includeParked: true };
    const replay = { filters, options };
    expect(await run('replay', { ...replay, dryRun: true })).toMatchObject([{ replayed: 2 }]);
    expect(await stage.storedIds()).toEqual([]);

    step('5. **Replay.** The same without _Dry Run_.');
    expect(await run('replay', replay)).toMatchObject([{ replayed: 2, failed: 0 }]);
    expect(await stage.storedIds()).toEqual(orphans.toSorted());

    step('_Get Many_ with _Filters → States: Parked_ and _Include Payload_ shows it.');
    const parked = await run('getMany', {
      ...{ filters: { states: ['parked'] }, includePayload: true },
    });
    const entryIdOf = (id: string | undefined) =>
      parked.find(({ eventId }) => eventId === id)?.['entryId'] as string;
    expect(parked.find(({ eventId }) => eventId === wrong)).toMatchObject({
      payload: { fields: { phone: ['408'] } },
    });

    step('- _Edit_ with its `entryId` and _Changes_, e.g. `{ "fields.phone": "4085551234" }`');
    const changes = '{ "fields.phone": "4085551234" }';
    const [edited] = await run('edit', { entryId: entryIdOf(wrong), changes });
    step(
      'It is due at once, perhaps under another `eventId`; `previousEntryId` is the one before.',
    );
    expect(edited).toMatchObject({ state: 'pending', previousEntryId: entryIdOf(wrong) });
    await run('edit', { entryId: entryIdOf(refusedForNow), changes });

    step('- _Discard_ with a _Reason_ what is never to be written.');
    step('It cannot be undone: _Get Many_ with the same _Filters_ shows what it takes.');
    const discarding = { reason: 'A draft', filters: { ids: draft ?? '' } };
    expect(await run('discard', discarding)).toMatchObject([{ changed: 1 }]);

    step('7. **Drain.** _Replay_ with _Options → Include Not Due_, until `remaining` is 0.');
    expect(await run('replay', { options: { includeNotDue: true } })).toMatchObject([
      { replayed: 2, remaining: 0 },
    ]);
    step('Then _Get Status_: `pending` and `parked` are 0, and `otherTargets` is empty or known.');
    const [drained = {}] = await run('getStatus');
    expect(drained).toMatchObject({ pending: 0, parked: 0, notices: [], otherTargets: [] });
    expect(await stage.storedIds()).toHaveLength(4);

    step('8. **Tidy up**, now and then. _Purge_ counts');
    expect(await run('purge')).toMatchObject([{ dryRun: true, discarded: 0 }]);
    step('without _Dry Run_ it removes that');
    const all = { olderThanDays: 0, dryRun: false };
    expect(await run('purge', all)).toMatchObject([{ discarded: 1 }]);
    expect(await stage.storedIds()).toHaveLength(4);
  });

  it('lets what was refused be checked again as it is', async () => {
    step('Changes `{}` checks again what was once refused');
    step('when its event type has been registered since');
    await stage.log.run([{ type: 'CALL_RECORDED' }]);
    const [{ entryId } = {}] = await run('getMany');
    const again = { entryId: entryId as string, changes: '{}' };
    expect((await stage.run('edit', again)).error).toBeDefined();
    await stage.log.run([{ type: 'CALL_RECORDED' }], {
      options: { unknownEventTypes: 'accept' },
    });
    expect(await run('edit', again)).toMatchObject([{ state: 'pending' }]);
    expect(await run('replay')).toMatchObject([{ replayed: 1, remaining: 0 }]);
  });

  it('takes along what waits under a credential that was replaced', async () => {
    const ids = await stage.logOrphans([{}, {}]);
    await stage.addOrphan();
    const now = { credentialId: 'new' };
    const [status] = jsonOf((await stage.run('getStatus', {}, now)).replayed);
    expect(status).toMatchObject({ pending: 0, parked: 0, otherTargets: [{ waiting: 2 }] });
    step('`otherTargets` are entries of another credential, database or schema.');
    step('_Replay_ with _Options → Entries of Another Target_, filled in from there');
    const [{ target } = {}] = status?.['otherTargets'] as { target: INodeParameters }[];
    const options = { anotherTarget: { target: target ?? {} } };
    const replayed = await stage.run('replay', { options }, now);
    expect(replayed.summary).toMatchObject({ replayed: 2, remaining: 0 });
    expect(await stage.storedIds()).toEqual(ids.toSorted());
  });

  it('needs more than one run where more waits than the limit, or is in back-off', async () => {
    await stage.logOrphans([{}, {}]);
    await run('replay');
    await stage.addOrphan();
    expect(await run('replay')).toMatchObject([{ replayed: 0, remaining: 2 }]);
    step('One run takes up to _Limit_ entries: repeat it until it replays nothing more');
    const drain = { limit: 1, options: { includeNotDue: true } };
    expect(await run('replay', drain)).toMatchObject([{ replayed: 1, remaining: 1 }]);
    expect(await run('replay', drain)).toMatchObject([{ replayed: 1, remaining: 0 }]);
  });

  it('shows what failed again or is parked at Needs Attention', async () => {
    step('What failed again or is parked leaves by _Needs Attention_.');
    const [id] = await stage.logOrphans([{}]);
    const { needsAttention } = await stage.run('replay');
    expect(jsonOf(needsAttention)).toMatchObject([{ eventId: id, outcome: 'failed' }]);
  });

  it('leads from a conflict to the event in the log, and to an end', async () => {
    const keyed = { additionalFields: { dedupeKey: 'sms-1' } };
    const [eventId] = await stage.logOrphans([{ message: 'one' }], keyed);
    await stage.addOrphan();
    await stage.log.run([{ message: 'two' }], { ...keyed, leadBy: 'id', leadValue: ORPHAN });
    await stage.run('replay');
    const [conflict] = await run('getMany', { filters: { states: ['parked'] } });
    expect(conflict).toMatchObject({ code: 'conflict', eventId });
    step('_Query Timeline → Get Timeline_ of its lead shows the one in the log.');
    const timeline = { operation: 'getTimeline', subject: 'lead', leadBy: 'id', leadValue: ORPHAN };
    const asked = await runQuery(stage.log.database, timeline);
    expect(asked.items('Query')).toMatchObject([{ json: { message: 'two' } }]);
    step('If that one is right, _Discard_ the entry.');
    const discarding = { reason: 'The other is right', filters: { ids: eventId ?? '' } };
    expect(await run('discard', discarding)).toMatchObject([{ changed: 1 }]);
    expect((await run('getStatus'))[0]).toMatchObject({ pending: 0, parked: 0 });
  });

  it('lets what only needs another try be requeued', async () => {
    step('- _Requeue_ what only needs another try.');
    const [id] = await stage.logOrphans([{}]);
    await stage.log.database.query(
      "update activity_retry_queue set state = 'parked', next_attempt_at = null, replays = 5",
    );
    await stage.addOrphan();
    expect(await run('requeue')).toMatchObject([{ changed: 1 }]);
    expect(await run('replay')).toMatchObject([{ replayed: 1 }]);
    expect(await stage.storedIds()).toEqual([id]);
  });
});

describe('the recovery of what is kept nowhere', () => {
  const items = [{ message: 'one' }, { message: 'two' }, { message: 'three' }];
  const keyed = { additionalFields: { dedupeKey: '={{ $json.message }}' } };

  /** Database, queue and disk are away. */
  async function fail(parameters: INodeParameters = {}) {
    const file = join(stage.log.spoolFolder, 'a-file');
    writeFileSync(file, '');
    const options = { attempts: 1, spoolFolder: join(file, 'spool') };
    const credential = { port: await freePort() };
    const failed = await stage.log.run(items, { ...parameters, options }, { credential });
    const error = failed.finished.error('Log');
    const description = error?.description ?? '';
    const [, ids = ''] = /Event ids: (.*?)\./.exec(description) ?? [];
    const [, named = ''] = /Items, counted from 0: (.*?)\./.exec(description) ?? [];
    return { ids: ids.split(', '), named };
  }

  const takesEvents = async () =>
    ((await run('getStatus'))[0]?.['database'] as { takesEvents: boolean }).takesEvents;

  it('is a retry where there are keys, which is safe to repeat', async () => {
    step('names each event ID and the items, counted from 0', RECOVERY);
    const { ids, named } = await fail(keyed);
    expect([ids.length, named]).toEqual([3, '0 to 2']);
    step('1. Make the database or the spool folder writable. _Get Status_ says when', RECOVERY);
    expect(await takesEvents()).toBe(true);
    step('3. **With a Dedupe Key** in that node: press _Retry_', RECOVERY);
    await stage.log.run(items.slice(1, 2), keyed);
    const retried = await stage.log.run(items, keyed);
    step('_with currently saved workflow_ if you changed a node', RECOVERY);
    step('What was written or kept after all ends as a duplicate', RECOVERY);
    expect(retried.receipts.map(({ outcome }) => outcome)).toEqual([
      ...['written', 'duplicate', 'written'],
    ]);
    await stage.log.run(items, keyed);
    expect(await stage.storedIds()).toHaveLength(3);
  });

  it('would make doubles by a retry where there are none, as the runbook says', async () => {
    const { ids } = await fail();
    step('a retry is a new execution, so all of its items become new events', RECOVERY);
    const retried = await stage.log.run(items);
    expect(retried.receipts.map(({ eventId }) => eventId)).not.toEqual(ids);
    step('every further retry makes them once more', RECOVERY);
    await stage.log.run(items);
    expect(await stage.storedIds()).toHaveLength(6);
  });

  it('feeds the named items again where there are no keys, once however often', async () => {
    const { ids } = await fail();
    step('1. Ask for each ID with _Query Timeline → Get_.', RECOVERY);
    for (const eventId of ids) {
      const asked = await runQuery(stage.log.database, { operation: 'get', eventId });
      expect(asked.error('Query')).toBeUndefined();
      expect(asked.items('Query')).toEqual([]);
    }
    step(
      "set _Additional Fields → Dedupe Key_ to `{{ 'recovered-4711-node-' + $itemIndex }}`",
      RECOVERY,
    );
    step('_Timestamp_ to the time at which it happened', RECOVERY);
    step('_Execution ID_ to the failed execution', RECOVERY);
    const additionalFields = {
      dedupeKey: "={{ 'recovered-4711-node-' + $itemIndex }}",
      timestamp: '2026-03-01T10:00:00Z',
      executionId: '4711',
    };
    const fed = await stage.log.run(items, { additionalFields });
    expect(fed.receipts.map(({ outcome }) => outcome)).toEqual(items.map(() => 'written'));
    step('executing it again writes nothing twice', RECOVERY);
    await stage.log.run(items, { additionalFields });
    const rows = await stage.log.database.query<{ message_content: string }>(
      `select message_content from lead_activity_log
       where execution_id = '4711' and timestamp = '2026-03-01T10:00:00Z' order by 1`,
    );
    expect(rows.map((row) => row.message_content)).toEqual(['one', 'three', 'two']);
    expect(await stage.storedIds()).toHaveLength(3);
  });

  it('leaves out what was written although its answer was lost', async () => {
    step(
      'One that is there was written after all, its answer was lost: leave its item out.',
      RECOVERY,
    );
    const faulty = await stageFault();
    try {
      faulty.proxy.plan({ on: COMMIT, fault: { kind: 'swallowAnswer' } });
      faulty.proxy.plan({ on: QUEUE_PUT, fault: { kind: 'reset' }, times: Infinity });
      const file = join(faulty.spoolFolder, 'a-file');
      writeFileSync(file, '');
      const options = { attempts: 1, spoolFolder: join(file, 'spool') };
      const { finished } = await faulty.log(items.slice(0, 1), { options });
      const description = finished.error('Log')?.description ?? '';
      const [, eventId = ''] = /Event ids: (.*?)\./.exec(description) ?? [];
      const asked = await runQuery(faulty.database, { operation: 'get', eventId });
      expect(asked.items('Query')).toMatchObject([{ json: { id: eventId, message: 'one' } }]);
      const dedupeKey = "={{ 'recovered-4711-node-' + $itemIndex }}";
      await faulty.log(items.slice(1), { additionalFields: { dedupeKey } });
      const rows = await faulty.database.query<{ message_content: string }>(
        'select message_content from lead_activity_log order by 1',
      );
      expect(rows.map((row) => row.message_content)).toEqual(['one', 'three', 'two']);
    } finally {
      await faulty.end();
    }
  });
});
