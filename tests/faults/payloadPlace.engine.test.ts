import { postgresCredential, postgresReference } from '../support/engine/postgresCredential';
import { runWorkflow } from '../support/engine/runWorkflow';
import { connect, makeNode } from '../support/engine/workflowParts';
import { type LogActivityStage, stageLogActivity } from '../support/logActivityNode';
import { runReplay } from '../support/replayNode';

const LEAD = '51000000-0000-4000-8000-000000000051';

let stage: LogActivityStage;
beforeAll(async () => {
  stage = await stageLogActivity();
});
afterAll(() => stage.end());

function replay() {
  return runReplay({ database: stage.database.name, spoolFolder: stage.spoolFolder });
}

async function timelineOf(userId: string): Promise<unknown[]> {
  const node = makeNode('Timeline', 'n8n-nodes-activity-log.queryTimeline', {
    credentials: postgresReference('db'),
    parameters: { operation: 'getTimeline', subject: 'user', subjectValue: userId },
  });
  const finished = await runWorkflow({
    nodes: [makeNode('Start', 'n8n-nodes-base.manualTrigger'), node],
    connections: connect(['Start', 'Timeline']),
    credentials: { db: postgresCredential(stage.database.name) },
  });
  return finished.items('Timeline').map(({ json }) => json);
}

it('Row 51: an event of a lead that is not there yet waits, and is written once it has come', async () => {
  const { receipts } = await stage.run([{ message: 'early' }], {
    ...{ leadBy: 'id', leadValue: LEAD },
  });
  expect(receipts).toMatchObject([{ outcome: 'deadLettered', code: '23503' }]);
  const tooEarly = await replay();
  expect(tooEarly.summary).toMatchObject({ replayed: 0 });
  await stage.database.query('insert into leads (id) values ($1)', [LEAD]);
  await stage.database.query('update activity_retry_queue set next_attempt_at = now()');
  const { summary } = await replay();
  expect(summary).toMatchObject({ replayed: 1, remaining: 0 });
  const rows = await stage.database.query(
    'select id, lead_id, message_content from lead_activity_log',
  );
  expect(rows).toEqual([{ id: receipts[0]?.eventId, lead_id: LEAD, message_content: 'early' }]);
});

it('Row 52: events before the oldest month and far in the future are written and read', async () => {
  const items = ['9999-12-31T23:59:59.999Z', new Date().toISOString(), '1970-01-01T00:00:00.000Z'];
  const { receipts } = await stage.run(
    items.map((at) => ({ at })),
    { additionalFields: { timestamp: '={{ $json.at }}', userId: 'user-52' } },
  );
  expect(receipts.map(({ outcome }) => outcome)).toEqual(['written', 'written', 'written']);
  expect(await timelineOf('user-52')).toMatchObject(items.map((timestamp) => ({ timestamp })));
  const partitions = await stage.database.query<{ name: string; bound: string }>(
    `select c.relname as name, pg_get_expr(c.relpartbound, c.oid) as bound
     from lead_activity_log l join pg_class c on c.oid = l.tableoid
     where l.user_id = 'user-52' order by l.id desc`,
  );
  expect(partitions[0]?.bound).toContain('TO (MAXVALUE)');
  expect(partitions[1]?.bound).not.toMatch(/MINVALUE|MAXVALUE/);
  expect(partitions[2]?.bound).toContain('FROM (MINVALUE)');
});
