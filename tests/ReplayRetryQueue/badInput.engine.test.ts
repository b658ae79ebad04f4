import type { INodeParameters } from 'n8n-workflow';
import { OPERATION_NAMES } from '../../nodes/ReplayRetryQueue/properties/operation';
import { jsonOf, RetryQueueStage, SECRET } from '../support/retryQueueStage';

let stage: RetryQueueStage;
beforeAll(async () => {
  stage = await RetryQueueStage.open();
});
afterAll(() => stage.end());

/** What a person reads; nothing else may happen. */
async function refusal(operation: string, parameters: INodeParameters) {
  const { error, replayed, needsAttention } = await stage.run(operation, parameters);
  expect([replayed, needsAttention]).toEqual([[], []]);
  const message = error?.message ?? '';
  const description = error?.description ?? '';
  expect(message).toMatch(/\S/);
  expect(description).toMatch(/\S/);
  expect(`${message} ${description}`).not.toContain(SECRET);
  expect(`${message} ${description}`).not.toMatch(/syntax error|\bNaN\b|pg_|undefined is not/);
  return { message, description };
}

const ID = '019a5d2e-7c00-8b3a-9d53-0a4a3c2f7a10';
const discarding = (changes: INodeParameters): INodeParameters => ({
  ...{ reason: 'A test', filters: { ids: ID } },
  ...changes,
});
const editing = (changes: INodeParameters): INodeParameters => ({
  ...{ entryId: ID, changes: '{ "description": "x" }' },
  ...changes,
});

describe('Replay Retry Queue', () => {
  it.each<[string, string, INodeParameters]>([
    ['Limit', 'replay', { limit: '={{ 0 }}' }],
    ['Limit', 'getMany', { limit: '={{ 1.5 }}' }],
    ['Limit', 'requeue', { limit: '={{ "many" }}' }],
    ['Limit', 'discard', discarding({ limit: '={{ null }}' })],
    ['Output', 'replay', { output: `={{ "${SECRET}" }}` }],
    ['Dry Run', 'replay', { dryRun: '={{ "no" }}' }],
    ['Dry Run', 'replayItems', { dryRun: '={{ 1 }}' }],
    ['Dry Run', 'purge', { dryRun: '={{ undefined }}' }],
    ['Dry Run', 'setUpDatabase', { dryRun: '={{ "no" }}' }],
    ['Return All', 'getMany', { returnAll: '={{ "yes" }}' }],
    ['Group By', 'getMany', { groupBy: `={{ "${SECRET}" }}` }],
    ['Include Payload', 'getMany', { includePayload: '={{ "yes" }}' }],
    ['Entry ID', 'edit', editing({ entryId: '={{ $json.none }}' })],
    ['Entry ID', 'edit', editing({ entryId: '={{ {} }}' })],
    ['Changes', 'edit', editing({ changes: `{ ${SECRET}` })],
    ['Changes', 'edit', editing({ changes: `={{ ["${SECRET}"] }}` })],
    ['Changes', 'edit', editing({ changes: '={{ 7 }}' })],
    ['Changes', 'edit', editing({ changes: '={{ $json.none }}' })],
    ['Changes: tenantId', 'edit', editing({ changes: '{ "tenantId..x": 1 }' })],
    ['Edited By', 'edit', editing({ editedBy: '={{ {} }}' })],
    ['Edited By', 'edit', editing({ editedBy: 'x'.repeat(300) })],
    ['Reason', 'discard', discarding({ reason: '={{ $json.none }}' })],
    ['Reason', 'discard', discarding({ reason: `${SECRET}\0` })],
    ['Discarded By', 'discard', discarding({ discardedBy: '={{ [[]] }}' })],
    ['States', 'purge', { states: '={{ [] }}' }],
    ['States', 'purge', { states: ['pending'] }],
    ['States', 'purge', { states: '={{ ["parked"] }}' }],
    ['States', 'purge', { states: `={{ "${SECRET}" }}` }],
    ['Older Than (Days)', 'purge', { olderThanDays: '={{ -1 }}' }],
    ['Older Than (Days)', 'purge', { olderThanDays: '={{ "soon" }}' }],
    ['Events per Second', 'replay', { options: { eventsPerSecond: '={{ 0 }}' } }],
    ['Events per Second', 'replayItems', { options: { eventsPerSecond: '={{ -1 }}' } }],
    ['Options: Events per Second', 'replay', { options: { eventsPerSecond: '={{ "x" }}' } }],
    ['Options: Time Limit (Seconds)', 'replay', { options: { timeLimit: '={{ 0 }}' } }],
    ['Options: Time Limit (Seconds)', 'replay', { options: { timeLimit: '={{ 1e9 }}' } }],
    ['Options: Include Parked', 'replay', { options: { includeParked: '={{ "yes" }}' } }],
    ['Options: Include Not Due', 'replay', { options: { includeNotDue: '={{ 1 }}' } }],
    ['Options: Strict Order per Lead', 'replay', { options: { strictOrder: '={{ [] }}' } }],
    ['Options: Schema', 'getStatus', { options: { schema: '={{ {} }}' } }],
    ['Options: Spool Folder', 'getStatus', { options: { spoolFolder: '={{ [{}] }}' } }],
  ])('names the parameter %s that cannot be used, in %s', async (label, operation, parameters) => {
    const { message } = await refusal(operation, parameters);
    expect(message).toContain(label);
  });

  it.each<[string, string, unknown]>([
    ['Event or Entry IDs', 'ids', SECRET],
    ['Event or Entry IDs', 'ids', `${ID}/12`],
    ['Event or Entry IDs', 'ids', '={{ [{}] }}'],
    ['Lanes', 'lanes', [SECRET]],
    ['States', 'states', ['waiting']],
    ['Codes', 'codes', `${SECRET}\0`],
    ['Fingerprints', 'fingerprints', '={{ {} }}'],
    ['Event Types', 'eventTypes', 'x'.repeat(400)],
    ['Leads', 'leads', '={{ "\ud800" }}'],
    ['Failed After', 'failedAfter', SECRET],
    ['Failed Before', 'failedBefore', '2026-02-30'],
    ['Failed Before', 'failedBefore', '={{ 12 }}'],
  ])('refuses values of Filters: %s that it cannot use', async (label, name, value) => {
    const filters = { [name]: value } as INodeParameters;
    expect((await refusal('getMany', { filters })).message).toContain(`Filters: ${label}`);
  });

  it.each(['getMany', 'replay', 'requeue', 'discard'])(
    'refuses a filter of %s that was added and is empty, rather than mean every entry',
    async (operation) => {
      const names = ['ids', 'lanes', 'codes', 'fingerprints', 'eventTypes', 'leads'];
      for (const name of [...names, 'failedAfter', 'failedBefore']) {
        for (const empty of ['', '={{ $json.none }}', '={{ [] }}', '={{ null }}']) {
          if (name.startsWith('failed') && empty === '={{ [] }}') continue;
          const filters = { [name]: empty };
          const { message } = await refusal(operation, { reason: 'A test', filters });
          expect(message).toContain('was added and is empty');
        }
      }
    },
  );

  it('refuses dates in the wrong order', async () => {
    const filters = { failedAfter: '2026-02-01', failedBefore: '2026-01-01' };
    const { message } = await refusal('replay', { filters });
    expect(message).toContain('Failed After is not earlier');
  });

  it('refuses to discard without a filter', async () => {
    const { message, description } = await refusal('discard', { reason: 'A test' });
    expect(message).toContain('filter');
    expect(description).toContain('Failed Before');
  });

  it.each([
    [{}],
    [{ target: {} }],
    [{ target: { credentialId: 'db', database: 'crm', schema: '' } }],
    [{ target: { credentialId: 'db', database: ' ', schema: 'public' } }],
    [{ target: { credentialId: '={{ $json.none }}', database: 'crm', schema: 'public' } }],
    ['={{ "all" }}'],
  ])('refuses another target that is not named in full: %j', async (anotherTarget) => {
    for (const operation of ['replay', 'replayItems', 'getMany', 'requeue', 'purge']) {
      const options = { anotherTarget } as INodeParameters;
      const { message } = await refusal(operation, { options });
      expect(message).toContain('Options: Entries of Another Target');
    }
  });

  it('refuses an operation that it does not have, with those that it has', async () => {
    const { message } = await refusal('drop', {});
    expect(message).toContain(
      `The parameter Operation must be one of ${OPERATION_NAMES.join(', ')}`,
    );
  });

  it('gives each bad item an error item of its own, and its neighbours their answer', async () => {
    const [id = ''] = await stage.logOrphans([{}]);
    const input = [{ json: { id: 'none' } }, { json: { id } }, { json: { id: '' } }];
    const node = { onError: 'continueRegularOutput' as const };
    const filters = { ids: '={{ $json.id }}' };
    for (const operation of ['getMany', 'requeue', 'discard']) {
      const run = await stage.run(operation, { reason: 'A test', filters }, { input, node });
      expect(run.error).toBeUndefined();
      expect(run.replayed.map(({ pairedItem }) => pairedItem)).toEqual([
        { item: 0 },
        [{ item: 1 }],
        { item: 2 },
      ]);
      const [bad, good, empty] = jsonOf(run.replayed);
      expect(bad).toEqual({ error: expect.stringContaining('Event or Entry IDs') });
      expect(good).not.toHaveProperty('error');
      expect(empty).toEqual({ error: expect.stringContaining('is empty') });
    }
  });

  it('stops at the item that is wrong when it does not continue on failure', async () => {
    const input = [{ json: { id: ID } }, { json: { id: 'none' } }];
    const filters = { ids: '={{ $json.id }}' };
    const { error } = await stage.run('requeue', { filters }, { input });
    expect(error?.context).toMatchObject({ itemIndex: 1 });
  });
});
