import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';
import { endPools } from '../../nodes/n8n/poolRegistry';
import type { BinaryData } from 'n8n-core';
import { callTool } from '../support/engine/callTool';
import { engineUserFolder, load, n8nCore } from '../support/engine/n8nEngine';
import { postgresCredential } from '../support/engine/postgresCredential';
import { eventually } from '../support/eventually';
import { queryNode, type QueryOptions, runQuery } from '../support/queryNode';
import { smsAt, storeEvents } from '../support/storeEvents';
import { createTestDatabase, type TestDatabase } from '../support/testDatabase';
import { createTestRole, type TestRole } from '../support/testRole';

let db: TestDatabase;
let ids: string[];
/** Whoever reads as this role fails at the oldest event, after all others. */
let reader: TestRole;
beforeAll(async () => {
  db = await createTestDatabase();
  const start = Date.UTC(2026, 0, 5);
  const events = Array.from({ length: 3000 }, (_, i) =>
    smsAt(new Date(start + i).toISOString(), { message_content: `Message ${i}, "quoted"` }),
  );
  await storeEvents(db, events);
  ids = events.map(({ id }) => id).reverse();
  reader = await createTestRole(db);
  await letBreakOffAt(ids.at(-1) ?? '');
});
afterAll(async () => {
  await endPools();
  await reader.drop();
  await db.drop();
});

async function letBreakOffAt(id: string): Promise<void> {
  await db.query(`
    create function break_off(event_id uuid) returns boolean language plpgsql as
      $$ begin if event_id = '${id}' then raise exception 'breaks off'; end if; return true; end $$;
    alter table lead_activity_log enable row level security;
    create policy breaks_off on lead_activity_log using (break_off(id));
    grant select on all tables in schema public to ${reader.name}`);
}

const exported = (parameters: INodeParameters, options?: QueryOptions) =>
  runQuery(db, { operation: 'export', ...parameters }, options);

/** n8n's store of files: in memory as it is before n8n starts, on the disk from then on. */
function binaryStore() {
  const { Container } = load('@n8n/di') as typeof import('@n8n/di');
  return Container.get(n8nCore().BinaryDataService);
}

async function textOf(item: INodeExecutionData | undefined, field = 'data'): Promise<string> {
  const binary = item?.binary?.[field];
  if (binary === undefined) throw new Error(`The item has no file in ${field}.`);
  return (await binaryStore().getAsBuffer(binary)).toString('utf8');
}

const idsOf = (ndjson: string) =>
  ndjson
    .trimEnd()
    .split('\n')
    .map((line) => (JSON.parse(line) as { id: string }).id);

function filesOnDisk(): string[] {
  const folder = join(engineUserFolder(), '.n8n', 'storage');
  const place = existsSync(folder) ? folder : engineUserFolder();
  return readdirSync(place, { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.includes('binary_data') && statSync(join(place, name)).isFile(),
  );
}

describe.each(['memory', 'disk'])('Export, with n8n keeping files in %s', (mode) => {
  beforeAll(async () => {
    if (mode === 'disk') await binaryStore().init();
  });

  it('gives a file with every event, newest first, and the number of rows', async () => {
    const finished = await exported({ format: 'ndjson', fileName: 'all' });
    const [item, ...others] = finished.items('Query');
    expect(others).toEqual([]);
    expect(item?.json).toEqual({ rows: 3000, format: 'ndjson', fileName: 'all.ndjson' });
    expect(item?.pairedItem).toEqual({ item: 0 });
    expect(item?.binary?.['data']).toMatchObject({
      fileName: 'all.ndjson',
      fileExtension: 'ndjson',
      mimeType: 'application/x-ndjson',
    });
    expect(item?.binary?.['data']?.id === undefined).toBe(mode === 'memory');
    expect(idsOf(await textOf(item))).toEqual(ids);
  });

  it('gives CSV under the usual name unless told otherwise, in the field that is asked for', async () => {
    const filters = { before: '2026-01-05T00:00:00.002Z' };
    const finished = await exported({ binaryPropertyName: 'file', filters });
    const [item] = finished.items('Query');
    expect(item?.json).toMatchObject({ rows: 2, format: 'csv', fileName: 'activity-log.csv' });
    const lines = (await textOf(item, 'file')).trimEnd().split(/\r?\n/);
    expect(lines).toHaveLength(3);
    expect(lines[2]).toContain('"Message 0, ""quoted"""');
  });

  it('keeps the ending that the name has, and makes a file without rows for no events', async () => {
    const finished = await exported({ fileName: 'none.CSV', filters: { tenants: 'nobody' } });
    const [item] = finished.items('Query');
    expect(item?.json).toMatchObject({ rows: 0, fileName: 'none.CSV' });
    expect((await textOf(item)).trimEnd().split('\n')).toHaveLength(1);
  });

  it('takes the filters of Search, and says what a person should know', async () => {
    const query = 'lead:nobody@export.example';
    const finished = await exported({ query });
    expect(finished.hints('Query')[0]?.message).toContain('No lead');
    expect(finished.items('Query')[0]?.json).toMatchObject({
      rows: 0,
      notices: [finished.hints('Query')[0]?.message],
    });
  });

  it('fails the item and keeps no file when it breaks off in the middle', async () => {
    const credential = { user: reader.name, password: reader.name };
    const before = filesOnDisk();
    const broken = { credential, node: { onError: 'continueErrorOutput' } as const };
    const finished = await exported(
      { filters: { eventTypes: '={{ $json.types }}' } },
      {
        ...broken,
        input: [{ json: { types: [] } }, { json: { types: ['OPT_OUT'] } }],
      },
    );
    expect(finished.items('Query', 0)).toMatchObject([{ json: { rows: 0 } }]);
    expect(finished.items('Query', 1)).toMatchObject([
      { json: { error: expect.stringMatching(/\S/) }, pairedItem: { item: 0 } },
    ]);
    expect(filesOnDisk()).toHaveLength(before.length + (mode === 'disk' ? 2 : 0));
  });
});

describe('Export', () => {
  it('stops when n8n cannot take the file', async () => {
    const store = binaryStore();
    const full: unknown = { store: () => Promise.reject(new Error('No space left on device')) };
    store.setManager('s3', full as BinaryData.Manager);
    const usual = store['mode'];
    store['mode'] = 's3';
    // Longer than this test looks for it, and short enough to end with the file's tests.
    const finished = await exported({ options: { statementTimeout: 24_000 } });
    store['mode'] = usual;
    expect(finished.error('Query')?.message).toContain('No space left');
    await eventually('no export runs any more', async () => {
      const copies = await db.query(
        `select from pg_stat_activity
         where datname = current_database() and state <> 'idle' and query ~* '^\\s*copy'`,
      );
      return copies.length === 0;
    });
  });

  it('tells an agent that it makes files, which it could not hand over', async () => {
    const node = queryNode({ operation: 'export' });
    const answer = callTool(node, {}, { credentials: { db: postgresCredential(db.name) } });
    await expect(answer).rejects.toMatchObject({
      message: expect.stringMatching(
        /n8n hands no files to an AI agent[^]*Choose Search with the output Text for an AI Agent/,
      ),
    });
  });
});
