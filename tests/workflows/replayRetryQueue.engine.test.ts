import { freePort } from '../../stand/freePort';
import { SMS, TemplateStage } from './templateStage';

const DAY_MS = 86_400_000;

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
    const alarm = finished.error('Raise the Alarm')?.message ?? '';
    expect(alarm).toContain('1 parked, 0 pending.');
    expect(alarm).toMatch(/1 × invalid_event \(payload\): .*Timestamp/);
    expect(alarm).toContain('runbook in the README');
    expect(alarm).not.toContain(SMS.metadata.phone);
    const rows = await stage.database.query('select id from lead_activity_log where id = $1', [id]);
    expect(rows).toHaveLength(1);
  });

  it('does the same when a person runs it', async () => {
    const dead = await stage.post({ ...SMS, eventId: 'sms-8' }, { port: await freePort() });
    const finished = await stage.run('replay-retry-queue', {}, { startNode: 'Run by Hand' });
    expect(finished.started[0]).toBe('Run by Hand');
    const id = dead.body['activityId'];
    const rows = await stage.database.query('select id from lead_activity_log where id = $1', [id]);
    expect(rows).toHaveLength(1);
  });

  it('raises the alarm, and replays nothing, while the database is away', async () => {
    const away = { port: await freePort() };
    await stage.post({ ...SMS, eventId: 'sms-9' }, away);
    const finished = await stage.run('replay-retry-queue', {}, away);
    expect(finished.started).not.toContain('Replay Due Entries');
    const alarm = finished.error('Raise the Alarm')?.message ?? '';
    expect(alarm).toContain('1 pending.');
    expect(alarm).toContain('PostgreSQL refuses connections.');
    expect(alarm).toContain('runbook in the README');
    const back = await stage.run('replay-retry-queue', {});
    expect(back.items('Read Status Afterwards')[0]?.json).toMatchObject({ pending: 0 });
  });

  it('tells of entries that wait under a credential that was replaced', async () => {
    await stage.database.query('truncate activity_retry_queue');
    const unknown = { ...SMS, event_type: 'NO_SUCH_TYPE', eventId: 'sms-10' };
    await stage.post(unknown);
    await stage.database.query("update activity_retry_queue set target_credential_id = 'replaced'");
    const finished = await stage.run('replay-retry-queue', {});
    expect(finished.error('Raise the Alarm')?.message).toContain(
      'Options > Entries of Another Target',
    );
  });

  it('ends quietly when nothing waits and nothing is parked', async () => {
    await stage.database.query('truncate activity_retry_queue');
    const finished = await stage.run('replay-retry-queue', {});
    expect(finished.run.status).toBe('success');
    expect(finished.started).not.toContain('Replay Due Entries');
    expect(finished.started).not.toContain('Raise the Alarm');
  });

  it('lets a silent category wake nobody, unless it is asked to', async () => {
    await stage.database.query('truncate activity_retry_queue');
    const timestamp = new Date(Date.now() - 2 * DAY_MS).toISOString();
    await stage.post({ eventType: 'NOTE_ADDED', timestamp, eventId: 'note-1' });
    const quiet = await stage.run('replay-retry-queue', {});
    expect(quiet.items('Read Queue Status')[0]?.json['notices']).toEqual([
      expect.stringContaining('No event in the last day'),
    ]);
    expect(quiet.run.status).toBe('success');
    const configured = { alarmWhenSilent: true };
    const loud = await stage.run('replay-retry-queue', {}, { configured });
    expect(loud.error('Raise the Alarm')?.message).toContain('No event in the last day');
  });
});
