import { eventually } from '../support/eventually';
import { spooledText } from '../support/faults/conservation';
import { type PrivateServer, startPrivateServer } from '../support/faults/privateServer';
import { notes } from '../support/faults/stageFault';
import { type Standby, startStandby } from '../support/faults/standby';
import { type LogActivityStage, stageLogActivity } from '../support/logActivityNode';
import { runReplay } from '../support/replayNode';
import { readTimeline } from '../support/timelineNode';

let primary: PrivateServer;
let standby: Standby;
let stage: LogActivityStage;
beforeAll(async () => {
  primary = await startPrivateServer();
  stage = await stageLogActivity(await primary.createDatabase());
  standby = await startStandby(primary);
});
afterAll(async () => {
  await standby.end();
  await stage.end();
  await primary.end();
});

const at = ({ port }: { readonly port: number }) => ({ credential: { port } });

const messages = async () => {
  const rows = await standby.query<{ message: string }>(
    stage.database.name,
    'select message_content as message from lead_activity_log order by 1',
  );
  return rows.map(({ message }) => message);
};

const replay = () => {
  const { database, spoolFolder } = stage;
  return runReplay({ database: database.name, spoolFolder, ...at(standby) });
};

it('Row 19: events are kept while the server is a standby, and written once it is promoted', async () => {
  const before = { ...at(primary), executionId: 'before' };
  await stage.run(notes('before', 2), {}, before);
  await eventually('the standby has what was written', async () => (await messages()).length === 2);

  const { receipts } = await stage.run(notes('meanwhile', 2), {}, at(standby));
  for (const receipt of receipts) {
    expect(receipt).toMatchObject({ outcome: 'deadLettered', keptIn: 'spool', code: '25006' });
    expect(receipt.message).toContain('standby');
    expect(spooledText(stage.spoolFolder)).toContain(receipt.eventId);
  }
  expect((await replay()).error?.message).toContain('standby');
  const place = { database: stage.database.name, ...at(standby) };
  const timeline = await readTimeline(place, { subject: 'execution', subjectValue: 'before' });
  expect(timeline.map(({ message }) => message).sort()).toEqual(['before 1', 'before 2']);

  await standby.promote();
  expect((await replay()).summary).toMatchObject({ replayed: 2, remaining: 0 });
  expect(await messages()).toEqual(['before 1', 'before 2', 'meanwhile 1', 'meanwhile 2']);
});
