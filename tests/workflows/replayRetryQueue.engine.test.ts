import { freePort } from '../../stand/freePort';
import { SMS, TemplateStage } from './templateStage';

let stage: TemplateStage;
beforeAll(async () => {
  stage = await TemplateStage.open();
});
afterAll(() => stage.close());

describe('replay-retry-queue.json', () => {
  it('writes what waited, and raises the alarm while something is parked', async () => {
    const dead = await stage.post({ ...SMS, eventId: 'sms-6' }, { port: await freePort() });
    const id = dead.body['activityId'];
    await stage.post({ ...SMS, eventId: 'sms-7', timestamp: 'yesterday' });
    const finished = await stage.run('replay-retry-queue', {});
    expect(finished.items('Read Status Afterwards')[0]?.json).toMatchObject({
      pending: 0,
      parked: 1,
    });
    expect(finished.error('Raise the Alarm')?.message).toContain('1 parked, 0 pending');
    const rows = await stage.database.query('select id from lead_activity_log where id = $1', [id]);
    expect(rows).toHaveLength(1);
  });

  it('ends quietly when nothing waits and nothing is parked', async () => {
    await stage.database.query('truncate activity_retry_queue');
    const finished = await stage.run('replay-retry-queue', {});
    expect(finished.run.status).toBe('success');
    expect(finished.started).not.toContain('Replay Due Entries');
    expect(finished.started).not.toContain('Raise the Alarm');
  });
});
