import { join } from 'node:path';
import { freePort } from '../../stand/freePort';
import { canceled } from '../../stand/services/calendly';
import { CalendlyStage, signedNow, someBooking } from './calendlyStage';
import { LEAD } from './templateStage';

let stage: CalendlyStage;
beforeAll(async () => {
  stage = await CalendlyStage.open();
});
afterAll(() => stage.close());

describe('calendly-booking.json', () => {
  it('logs a booking for the lead with the email of the invitee', async () => {
    const booking = someBooking();
    const answer = await stage.deliver(booking);
    expect(answer).toMatchObject({ status: 200, body: { success: true, outcome: 'written' } });
    const { uri, scheduled_event: meeting, created_at } = booking.payload;
    expect(await stage.rows(booking)).toEqual([
      {
        event_type: 'BOOKING_CONFIRMED',
        lead_id: LEAD,
        lead_email: 'john@example.com',
        timestamp: new Date(created_at),
        description: 'Calendly booking confirmed: Strategy Call',
        entity_id: uri,
        metadata: {
          calendly_event_uri: meeting.uri,
          scheduled_at: meeting.start_time,
          invitee_name: 'John Lee',
          invitee_email: 'John@example.com',
          event_type: 'Strategy Call',
          assigned_to: 'Host',
        },
      },
    ]);
  });

  it('logs a cancellation with who cancelled and why, when it happened', async () => {
    const booking = someBooking();
    await stage.deliver(booking);
    const created_at = '2025-11-09T09:00:00Z';
    const cancellation = { created_at, reason: 'Ill', canceler_type: 'host' } as const;
    await stage.deliver(canceled(booking, cancellation));
    const [, row] = await stage.rows(booking);
    expect(row).toMatchObject({
      event_type: 'BOOKING_CANCELLED',
      lead_id: LEAD,
      timestamp: new Date(created_at),
      metadata: { cancelled_by: 'host', reason: 'Ill', invitee_name: 'John Lee' },
    });
    expect(row?.metadata).not.toHaveProperty('assigned_to');
  });

  it('leaves out a reason that nobody gave', async () => {
    const booking = someBooking();
    await stage.deliver(canceled(booking, { created_at: '2025-11-09T09:00:00Z' }));
    const [row] = await stage.rows(booking);
    expect(row?.metadata).toMatchObject({ cancelled_by: 'invitee' });
    expect(row?.metadata).not.toHaveProperty('reason');
  });

  it('writes one row for a delivery that comes twice', async () => {
    const booking = someBooking();
    const first = await stage.deliver(booking);
    const second = await stage.deliver(booking);
    expect(second).toEqual({ status: 200, body: { ...first.body, outcome: 'duplicate' } });
    expect(await stage.rows(booking)).toHaveLength(1);
  });

  it('keeps the email of an invitee whom nobody knows', async () => {
    const booking = someBooking({ email: 'nobody@example.com' });
    await stage.deliver(booking);
    expect(await stage.rows(booking)).toMatchObject([
      { lead_id: null, lead_email: 'nobody@example.com' },
    ]);
  });

  it('logs a booking without a lead when the email is none', async () => {
    const booking = someBooking({ email: 'john@localhost' });
    const { body } = await stage.deliver(booking);
    expect(body['outcome']).toBe('written');
    const metadata = { invitee_email: 'john@localhost' };
    expect(await stage.rows(booking)).toMatchObject([{ lead_email: null, metadata }]);
  });

  it('keeps no character that PostgreSQL does not take', async () => {
    const booking = someBooking({ name: 'John \u0000\ud83d Lee', email: 'jo\u0000hn@example.com' });
    await stage.deliver(booking);
    expect(await stage.rows(booking)).toMatchObject([
      { lead_id: LEAD, metadata: { invitee_name: 'John \ufffd Lee' } },
    ]);
  });

  it('logs a booking without a lead when the email is too long for one', async () => {
    const booking = someBooking({ email: `${'x'.repeat(320)}@example.com` });
    const { body } = await stage.deliver(booking);
    expect(body['outcome']).toBe('written');
    expect(await stage.rows(booking)).toMatchObject([{ lead_id: null, lead_email: null }]);
  });

  it.each([['invitee_no_show.created'], ['routing_form_submission.created']])(
    'takes %s and logs nothing',
    async (event) => {
      const text = JSON.stringify({ event, created_at: '2025-11-07T15:00:00Z', payload: {} });
      const { status, body, run } = await stage.request(text, signedNow(text));
      expect({ status, body }).toEqual({
        status: 200,
        body: { success: true, outcome: 'ignored' },
      });
      expect(run.started).not.toContain('Log Activity');
    },
  );

  const { payload } = someBooking();
  const withoutStart = {
    ...payload,
    scheduled_event: { ...payload.scheduled_event, start_time: '' },
  };
  it.each([
    ['body', '{"event":'],
    ['event', '[]'],
    ['event', '{}'],
    ['payload.uri', JSON.stringify({ event: 'invitee.canceled', payload: null })],
    [
      'payload.scheduled_event.start_time',
      JSON.stringify({ event: 'invitee.created', payload: withoutStart }),
    ],
  ])('answers 400 and names %s of a signed delivery that lacks it', async (field, text) => {
    const { status, body, run } = await stage.request(text, signedNow(text));
    expect({ status, body }).toEqual({
      status: 400,
      body: { success: false, field, error: expect.stringContaining(field) as string },
    });
    expect(run.started).not.toContain('Log Activity');
  });

  it('answers 200 while the database is away, because the retry queue has the booking', async () => {
    const booking = someBooking();
    const { status, body } = await stage.deliver(booking, { port: await freePort() });
    expect({ status, outcome: body['outcome'] }).toEqual({ status: 200, outcome: 'deadLettered' });
    await stage.templates.run('replay-retry-queue', {});
    expect(await stage.rows(booking)).toMatchObject([
      { event_type: 'BOOKING_CONFIRMED', timestamp: new Date(booking.payload.created_at) },
    ]);
  });

  it('takes what the log parks: a webhook that is refused for a day is given up', async () => {
    const tenant = 'x'.repeat(256);
    const { status, body } = await stage.deliver(someBooking(), { configured: { tenant } });
    expect({ status, body }).toMatchObject({
      status: 200,
      body: { success: false, outcome: 'parked' },
    });
    const kept = await stage.templates.database.query(
      'select state from activity_retry_queue where event_id = $1',
      [body['activityId']],
    );
    expect(kept).toEqual([{ state: 'parked' }]);
  });

  it('answers 500 when nothing can keep the booking', async () => {
    const { status, body } = await stage.deliver(someBooking(), {
      port: await freePort(),
      configured: { spoolFolder: join(__filename, 'no-folder') },
    });
    expect({ status, outcome: body['outcome'] }).toEqual({ status: 500, outcome: 'lost' });
  });
});
