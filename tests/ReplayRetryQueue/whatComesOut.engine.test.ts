import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { jsonOf, RetryQueueStage } from '../support/retryQueueStage';

const PAGE = readFileSync(join(__dirname, '..', '..', 'docs', 'retry-queue.md'), 'utf8');
const [, CHAPTER = ''] = /\n## What comes out\n([^]*?)(?=\n## |$)/.exec(PAGE) ?? [];

/** The example under a heading. */
function example(heading: string): IDataObject {
  const [, section = ''] = CHAPTER.split(`\n### ${heading}\n`);
  const [, json = '{}'] = /```json\n([^]*?)```/.exec(section) ?? [];
  return JSON.parse(json) as IDataObject;
}

function sortedKeys(item: IDataObject | undefined): string[] {
  return Object.keys(item ?? {}).toSorted();
}

let stage: RetryQueueStage;
beforeEach(async () => {
  stage = await RetryQueueStage.open();
});
afterEach(() => stage.end());

/** The first item, at whichever output. */
async function first(
  operation: string,
  parameters: INodeParameters = {},
  input?: IDataObject[],
): Promise<IDataObject | undefined> {
  const place = input === undefined ? {} : { input: input.map((json) => ({ json })) };
  const run = await stage.run(operation, parameters, place);
  expect(run.error).toBeUndefined();
  return jsonOf([...run.replayed, ...run.needsAttention])[0];
}

describe('the page about what comes out', () => {
  it('shows every key of what is listed and repaired, and no other', async () => {
    const [id = '', other = ''] = await stage.logRefused([{}, {}]);
    const same = async (heading: string, item: Promise<IDataObject | undefined>) => {
      expect([heading, sortedKeys(await item)]).toEqual([heading, sortedKeys(example(heading))]);
    };
    await same('Get Many', first('getMany'));
    await same('Get Many, Include Payload', first('getMany', { includePayload: true }));
    await same('Get Many, Group By: Incident', first('getMany', { groupBy: 'incident' }));
    const [{ entryId } = {}] = jsonOf(
      (await stage.run('getMany', { filters: { ids: id } })).replayed,
    );
    const changes = '{ "fields.phone": "4085551234" }';
    await same('Edit', first('edit', { entryId: entryId as string, changes }));
    await same('Requeue and Discard', first('requeue'));
    const discarding = { reason: 'A test', filters: { ids: other } };
    await same('Requeue and Discard', first('discard', discarding));
    await same('Purge', first('purge'));
    await same('Maintain', first('maintain'));
    await same('Set Up Database', first('setUpDatabase', { dryRun: false }));
  });

  it('shows every key of what a replay gives, and no other', async () => {
    await stage.logOrphans([{}, {}]);
    const [entry = {}] = jsonOf((await stage.run('getMany', { includePayload: true })).replayed);
    const failed = sortedKeys(await first('replayItems', {}, [entry]));
    expect(failed).toEqual(sortedKeys(example('Replay Items')));
    const each = sortedKeys(await first('replay', { output: 'itemPerEntry' }));
    expect(each).toEqual(sortedKeys(example('Replay, Item per Entry')));
    const summary = sortedKeys(await first('replay'));
    expect(summary).toEqual(sortedKeys(example('Replay, Summary')));
  });

  it('names every figure of Get Status', async () => {
    const status = await first('getStatus');
    const unnamed = sortedKeys(status).filter((key) => !new RegExp(`\`${key}[\`.]`).test(PAGE));
    expect(unnamed).toEqual([]);
  });

  it.each(['run_ended', 'claim_ended', 'busy', 'held_by_order', 'refused'])(
    'explains %s',
    (word) => {
      expect(CHAPTER).toContain(`\`${word}\``);
    },
  );
});
