import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { freePort } from '../../stand/freePort';
import { jsonOf, ORPHAN, RetryQueueStage, SECRET } from '../support/retryQueueStage';

let stage: RetryQueueStage;
beforeEach(async () => {
  stage = await RetryQueueStage.open();
});
afterEach(() => stage.end());

const secrets = (count: number) => Array.from({ length: count }, () => ({ message: SECRET }));

async function getMany(parameters: INodeParameters = {}): Promise<IDataObject[]> {
  const { replayed, needsAttention, error } = await stage.run('getMany', parameters);
  expect(error).toBeUndefined();
  expect(needsAttention).toEqual([]);
  return jsonOf(replayed);
}

const idsOf = (items: readonly IDataObject[]) => items.map(({ eventId }) => eventId);
const filtered = async (filters: INodeParameters) => idsOf(await getMany({ filters }));

describe('Get Many', () => {
  it('lists what waits in every store, oldest failure first, and says nothing of a lead', async () => {
    const [queued] = await stage.logOrphans([{ message: SECRET }]);
    const credential = { port: await freePort() };
    const { receipts } = await stage.log.run(
      [{ message: SECRET }],
      { options: { attempts: 1 } },
      { credential },
    );
    const [parked] = await stage.logRefused([{}]);
    const items = await getMany();
    expect(items).toMatchObject([
      {
        ...{ eventId: queued, store: 'queueTable', state: 'pending', code: '23503' },
        ...{ lane: 'payload', eventType: 'NOTE_ADDED', tenantId: 'default', attempts: 1 },
        ...{ replays: 0, edits: [], resolution: null, nextAttemptAt: expect.any(String) },
        ...{ message: expect.stringMatching(/\S/), hint: expect.stringMatching(/\S/) },
        origin: { workflowId: 'workflow-1', nodeName: 'Log', itemIndex: 0 },
      },
      { eventId: receipts[0]?.eventId, store: 'spool', state: 'pending', lane: 'transient' },
      { eventId: parked, store: 'queueTable', state: 'parked', lane: 'payload' },
    ]);
    for (const { eventId, entryId } of items) {
      expect(entryId).toMatch(new RegExp(`^${eventId as string}/[0-9a-f]{8}$`));
    }
    expect(JSON.stringify(items)).not.toContain(SECRET);
    for (const key of ['payload', 'payloadHash', 'dedupeKeyHash']) {
      expect(items[0]).not.toHaveProperty(key);
    }
  });

  it('returns the event too when asked to', async () => {
    await stage.logOrphans([{ message: SECRET }]);
    const [item] = await getMany({ includePayload: true });
    expect(item).toMatchObject({
      payload: { messageContent: SECRET, leadId: ORPHAN },
      payloadHash: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  it('is empty when nothing waits', async () => {
    expect(await getMany()).toEqual([]);
    expect(await getMany({ groupBy: 'incident' })).toEqual([]);
  });

  it('groups what waits by its cause, with the cure and three entries, most first', async () => {
    const orphans = await stage.logOrphans(secrets(4));
    await stage.logRefused([{}]);
    const items = await getMany({ groupBy: 'incident', includePayload: true });
    expect(items).toMatchObject([
      { code: '23503', count: 4, pending: 4, parked: 0, eventTypes: ['NOTE_ADDED'] },
      { lane: 'payload', count: 1, pending: 0, parked: 1, eventTypes: ['MESSAGE_SENT'] },
    ]);
    const entries = items[0]?.['entries'] as string[];
    expect(entries.map((id) => id.slice(0, 36)).sort()).toEqual(orphans.sort().slice(0, 3));
    expect(JSON.stringify(items)).not.toContain(SECRET);
    const one = await getMany({ groupBy: 'incident', limit: 1 });
    expect(one).toMatchObject([{ count: 4 }]);
  });

  it('returns 50 entries until another Limit or Return All says otherwise', async () => {
    await stage.logOrphans(secrets(52));
    expect(await getMany()).toHaveLength(50);
    expect(await getMany({ limit: 2 })).toHaveLength(2);
    expect(await getMany({ returnAll: true })).toHaveLength(52);
  });

  it('narrows by every filter', async () => {
    const [orphan = ''] = await stage.logOrphans([{}]);
    const [refused = ''] = await stage.logRefused([{}]);
    const items = await getMany();
    const [{ entryId, fingerprint } = {}] = items;
    const cases: [INodeParameters, string[]][] = [
      [{ ids: orphan.toUpperCase() }, [orphan]],
      [{ ids: `${entryId as string}, ${refused}` }, [orphan, refused]],
      [{ ids: `={{ ['${refused}'] }}` }, [refused]],
      [{ codes: '23503' }, [orphan]],
      [{ codes: '={{ 23503 }}' }, [orphan]],
      [{ fingerprints: fingerprint as string }, [orphan]],
      [{ eventTypes: 'MESSAGE_SENT,NOTE_ADDED' }, [orphan, refused]],
      [{ eventTypes: 'MESSAGE_SENT' }, [refused]],
      [{ leads: ORPHAN.toUpperCase() }, [orphan]],
      [{ leads: 'nobody@example.com' }, []],
      [{ lanes: ['conflict'] }, []],
      [{ lanes: ['payload', 'transient'] }, [orphan, refused]],
      [{ states: ['parked'] }, [refused]],
      [{ states: ['discarded', 'replayed'] }, []],
      [{ failedAfter: '={{ $now.minus({ minutes: 5 }) }}' }, [orphan, refused]],
      [{ failedBefore: '={{ $now.minus({ minutes: 5 }) }}' }, []],
      [{ failedBefore: '9999-12-31T23:59:59-12:00', failedAfter: '0000-01-01' }, [orphan, refused]],
    ];
    for (const [filters, expected] of cases) expect(await filtered(filters)).toEqual(expected);
  });

  it('answers items that ask for the same together, and the others each', async () => {
    const [first = '', second = ''] = await stage.logOrphans([{}, {}]);
    const input = [{ json: { id: first } }, { json: { id: second } }, { json: { id: first } }];
    const together = await stage.run('getMany', {}, { input });
    const all = [{ item: 0 }, { item: 1 }, { item: 2 }];
    expect(together.replayed.map(({ pairedItem }) => pairedItem)).toEqual([all, all]);
    const filters = { ids: '={{ $json.id }}' };
    const each = await stage.run('getMany', { filters }, { input });
    expect(each.replayed.map(({ json, pairedItem }) => [json['eventId'], pairedItem])).toEqual([
      [first, [{ item: 0 }, { item: 2 }]],
      [second, [{ item: 1 }]],
    ]);
  });

  it('says which store could not be asked, and lists the others', async () => {
    await stage.logOrphans([{}]);
    const credential = { port: await freePort() };
    await stage.log.run([{}], { options: { attempts: 1 } }, { credential });
    const run = await stage.run('getMany', {}, { credential });
    expect(jsonOf(run.replayed)).toMatchObject([{ store: 'spool' }]);
    const hints = run.finished.hints('Replay').map(({ message }) => message);
    expect(hints).toEqual([expect.stringContaining('PostgreSQL refuses connections.')]);
  });

  it('lists the entries of another target only when all of it is named', async () => {
    const [id] = await stage.logOrphans([{}]);
    const elsewhere = { credentialId: 'another' };
    expect(jsonOf((await stage.run('getMany', {}, elsewhere)).replayed)).toEqual([]);
    const target = { credentialId: 'db', database: stage.log.database.name, schema: 'public' };
    const options = { anotherTarget: { target } };
    const found = await stage.run('getMany', { options }, elsewhere);
    expect(idsOf(jsonOf(found.replayed))).toEqual([id]);
  });
});
